/// Every source, in the order in which they are read: what others need comes first, what takes long last.
enum Sources {
    static let all: [Source] = [
        iomem, commandLine, version, cpuinfo, meminfo, zoneinfo, modules, vmstat, config, memblock,
        vmcoreinfo, kallsyms, dmesg, cpuIdentification, idRegisters, kvm, registerTable, deviceTree, efiMap,
        numa, memoryBlocks, cpuTopology, kfence, security, crash, kernelMarkers, linearMap, pageTables,
    ]
}

extension Source {
    /// A source that copies files as they are. Each may be missing by itself.
    static func copying(
        _ name: String, _ readings: [Reading], needs: [Capability] = [], bytes: Int, milliseconds: Int = 500,
        isOptional: Bool = false, _ absence: Absence
    ) -> Source {
        Source(
            name: name, readings: readings, needs: needs, byteLimit: bytes, milliseconds: milliseconds,
            absence: absence
        ) { collector in
            for reading in readings {
                collector.copy(reading.path(release: collector.release), isOptional: isOptional)
            }
        }
    }
}
