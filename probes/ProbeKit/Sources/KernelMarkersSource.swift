extension Sources {
    /// Strings and lists of cores in the kernel's image that tell what was ported back to it.
    static let kernelMarkers = Source(
        name: "kernel-markers", readings: [.kcore, .privileged("/boot/vmlinuz-RELEASE")],
        needs: Reading.kcoreNeeds, byteLimit: 65536, milliseconds: 2000, condition: .live,
        places: ["/linmap/kernel-markers"],
        absence: .ofKernelMemory("backports in a vendor's kernel are not told from its image")
    ) { collector in
        do throws(KernelMemoryError) {
            try fromMemory(collector)
        } catch {
            let first = error
            do throws(KernelMemoryError) {
                try fromFile(collector)
            } catch {
                collector.missing(Collector.kcore, first)
                collector.missing("/boot/vmlinuz-\(collector.release)", error, isNormal: true)
            }
        }
    }

    private static func fromMemory(_ collector: Collector) throws(KernelMemoryError) {
        let began = collector.system.microseconds()
        let memory = try collector.kernelMemory()
        let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
        let deadline = collector.deadline
        let text = try KernelMarkers.text(memory, geometry) { deadline.isOver }
        try collector.keep(
            "linmap/kernel-markers", text, of: "the kernel's image through /proc/kcore", since: began)
    }

    private static func fromFile(_ collector: Collector) throws(KernelMemoryError) {
        let began = collector.system.microseconds()
        let path = "/boot/vmlinuz-\(collector.release)"
        let file: Descriptor
        do throws(Failure) { file = try collector.privileged(path) } catch {
            throw KernelMemoryError(error, "")
        }
        let deadline = collector.deadline
        let text = try KernelMarkers.text(
            collector.system, image: file, name: String(path.dropFirst())
        ) { deadline.isOver }
        try collector.keep("linmap/kernel-markers", text, of: path, since: began)
    }
}
