import Arm64
public import Snapshot

/// `linmap/kernel-markers`: what the kernel's image holds that tells which changes it was built from, whatever
/// its version number says. Lines `string TEXT` and `midr MODEL FIRST LAST GROUP`; `#` begins a comment, of which
/// the first says where the image was read (`# from kcore`).
public struct KernelMarkers: Hashable, Sendable {
    /// One entry of a list of cores (`struct midr_range`): a model, and the revisions it stands for.
    public struct CoreRange: Hashable, Sendable {
        /// MIDR with variant and revision cleared.
        public let model: UInt32
        /// First revision, variant << 4 | revision.
        public let first: UInt8
        /// Last revision, variant << 4 | revision.
        public let last: UInt8
        /// The line.
        public let evidence: Evidence
    }

    /// The file.
    public let file: String
    /// "kcore", "boot/vmlinuz-6.12.0": where the image was read; nil if the file does not say.
    public let origin: String?
    /// Strings found in the image, with their lines.
    public let strings: [String: Evidence]
    /// Lists of cores, in the image's order: entries that lie side by side.
    public let lists: [[CoreRange]]

    /// Whether a string that is not here is not in the image. Every arm64 kernel has lists of cores with
    /// errata, so an image in which none was found was packed or not read to its end.
    public var isWhole: Bool { !lists.isEmpty }

    /// Reads `file`.
    ///
    /// - Throws: `.badData` for a line of another form, or groups that do not ascend.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> KernelMarkers {
        try file.refuseForeignBytes()
        var origin: String?
        var strings: [String: Evidence] = [:]
        var lists: [[CoreRange]] = []
        var group: Int?
        for line in file.lines {
            var cursor = Cursor(line.bytes.trimmed())
            if cursor.isAtEnd { continue }
            if cursor.skip("#") {
                if origin == nil, cursor.skip(" from ") { origin = cursor.rest.printable }
            } else if cursor.skip("string ") {
                strings[cursor.rest.printable] = line.evidence
            } else if cursor.skip("midr ") {
                let (core, number) = try core(&cursor, line)
                guard number >= group ?? 0 else {
                    throw line.error("the groups do not ascend", expected: "MODEL FIRST LAST GROUP")
                }
                if number == group { lists[lists.count - 1].append(core) } else { lists.append([core]) }
                group = number
            } else {
                throw line.error("not a marker", expected: "string TEXT, or midr MODEL FIRST LAST GROUP")
            }
        }
        return KernelMarkers(file: file.path, origin: origin, strings: strings, lists: lists)
    }

    /// "0x410fd840 0x02 0x0f 3": revisions hexadecimal, with or without `0x`.
    private static func core(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> (CoreRange, Int) {
        let words = cursor.rest.split(whereSeparator: \.isBlank)
        guard words.count == 4, let model = hexadecimal(words[0]).flatMap(UInt32.init(exactly:)),
            let first = hexadecimal(words[1]).flatMap(UInt8.init(exactly:)),
            let last = hexadecimal(words[2]).flatMap(UInt8.init(exactly:)), first <= last,
            let group = decimal(words[3])
        else { throw line.error("not a list entry", expected: "midr MODEL FIRST LAST GROUP") }
        return (CoreRange(model: model, first: first, last: last, evidence: line.evidence), group)
    }

    private static func hexadecimal(_ word: ArraySlice<UInt8>) -> UInt64? {
        var cursor = Cursor(word)
        guard let value = cursor.prefixedHex() ?? cursor.hex(), cursor.isAtEnd else { return nil }
        return value
    }

    private static func decimal(_ word: ArraySlice<UInt8>) -> Int? {
        var cursor = Cursor(word)
        guard let value = cursor.integer(), cursor.isAtEnd else { return nil }
        return value
    }
}
