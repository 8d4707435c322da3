extension Sources {
    /// The kernel's own dump of its tables, where it was built with one: costly on a large host.
    static let pageTables = Source(
        name: "page-tables", readings: [.privileged("/sys/kernel/debug/kernel_page_tables")],
        needs: [.dacReadSearch], byteLimit: 2 << 20, milliseconds: 5000, condition: .deep,
        absence: Absence(
            "the kernel's own dump of its tables is not compared",
            [(.noSuchFile, "the kernel is built without a dump of its tables (PTDUMP_DEBUGFS)")])
    ) { collector in
        let path = "/sys/kernel/debug/kernel_page_tables"
        let began = collector.system.microseconds()
        do throws(Failure) {
            let dump = LinearSection(limit: min(collector.source.byteLimit, collector.store.room))
            _ = try collector.withFile(path) { (descriptor) throws(Failure) in
                try collector.reader.pieces(of: descriptor, until: collector.deadline, dump.feed)
            }
            try collector.keep(
                String(path.dropFirst()), dump.text, since: began, note: "the section of the linear map",
                isCut: dump.isCut)
        } catch {
            collector.missing(path, error)
        }
    }
}

/// Keeps of a dump the section between the marks of the linear map.
///
/// Up to 5.11 the first mark is not printed, and the dump begins with the section; up to 5.3 there is only a
/// mark before it, at the end.
final class LinearSection {
    private(set) var text: [UInt8] = []
    /// Whether the section did not fit.
    private(set) var isCut = false
    private var lines = LineFilter()
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func feed(_ piece: UnsafeRawBufferPointer) -> Bool {
        lines.feed(piece) { line in
            if line.contains("---[ Linear Mapping start") || line.contains("---[ Linear Mapping ]") {
                text.removeAll(keepingCapacity: true)
                isCut = false
            }
            if text.count + line.count < limit {
                if text.count + line.count > 65536, text.capacity < limit { text.reserveCapacity(limit) }
                text.append(contentsOf: line)
                text.append(0x0a)
            } else {
                isCut = true
            }
            return !line.contains("---[ Linear Mapping end")
        }
    }
}
