extension Sources {
    /// The kernel's own tables, walked from swapper_pg_dir.
    static let linearMap = Source(
        name: "linear-map", readings: [.kcore], needs: Reading.kcoreNeeds, byteLimit: 3 << 19,
        milliseconds: 1000, condition: .live, places: ["/linmap/linear-map"],
        absence: .ofKernelMemory("the real tables are not seen; only predictions remain")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let memory = try collector.kernelMemory()
            let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
            var limits = TableWalk.Limits()
            limits.microseconds = collector.options.walkTime
            limits.bytes = min(collector.source.byteLimit, collector.store.room)
            let deadline = collector.deadline
            let text = try TableWalk.walk(memory, geometry, limits) { deadline.isOver }
            try collector.keep(
                "linmap/linear-map", text, of: "the kernel's tables through /proc/kcore", since: began)
        } catch {
            collector.missing(Collector.kcore, error)
        }
    }
}

extension Collector {
    /// Puts `text`, read from the kernel's memory, at `place` in the snapshot.
    func keep(_ place: String, _ text: [UInt8], of what: String, since began: UInt64)
        throws(KernelMemoryError)
    {
        do throws(Failure) {
            try keep(place, text, from: what, since: began)
        } catch {
            throw KernelMemoryError(error, "")
        }
    }
}
