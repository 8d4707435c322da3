extension Sources {
    /// The firmware's memory map, as the kernel found it at boot.
    static let efiMap = Source(
        name: "efi-map", readings: [.kcore, .privileged("/sys/firmware/fdt")], needs: Reading.kcoreNeeds,
        byteLimit: 65536, milliseconds: 500, condition: .live, places: ["/linmap/efi-memory-map"],
        absence: .ofKernelMemory("the firmware's memory map is not known")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(KernelMemoryError) {
            let memory = try collector.kernelMemory()
            let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
            let tree: Descriptor
            do throws(Failure) { tree = try collector.privileged("/sys/firmware/fdt") } catch {
                throw KernelMemoryError(error, "/sys/firmware/fdt, which tells where the map lies")
            }
            let text = try EFIMemoryMap.text(
                memory, geometry, fdt: tree, bytes: min(collector.source.byteLimit, collector.store.room))
            try collector.keep(
                "linmap/efi-memory-map", text, of: "the firmware's map through /proc/kcore", since: began)
        } catch {
            collector.missing(Collector.kcore, error, isNormal: error.failure == .noData)
        }
    }
}
