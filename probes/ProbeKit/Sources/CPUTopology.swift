extension Sources {
    /// What `lscpu --sysroot` reads: which CPUs there are, how they are grouped, and their caches.
    static let cpuTopology = Source(
        name: "cpu-topology", readings: [.folder("/sys/devices/system/cpu")], needs: [], byteLimit: 8192,
        milliseconds: 1500,
        absence: Absence("lscpu --sysroot cannot show all CPUs and caches of this host")
    ) { collector in
        let folder = "/sys/devices/system/cpu"
        guard let cpus = collector.numbered("cpu", in: folder) else { return }
        guard !cpus.isEmpty else { return collector.missing(folder, .noSuchFile) }
        for name in ["kernel_max", "offline", "online", "possible", "present", "smt/active"] {
            collector.copyQuietly("\(folder)/\(name)")
        }
        for cpu in cpus {
            guard collector.mayAdd(folder) else { return }
            for name in topologyFiles { collector.copyQuietly("\(folder)/cpu\(cpu)/topology/\(name)") }
        }
        for cpu in cpus {
            guard collector.mayAdd(folder) else { return }
            copyCaches(of: cpu, "\(folder)/cpu\(cpu)/cache", collector)
        }
    }

    private static let topologyFiles = [
        "cluster_id", "core_id", "core_siblings", "physical_package_id", "thread_siblings",
    ]

    private static let cacheFiles = [
        "coherency_line_size", "level", "number_of_sets", "shared_cpu_map", "size", "type",
        "ways_of_associativity",
    ]

    /// A cache that CPUs share is told once, with the first of them.
    private static func copyCaches(of cpu: Int, _ folder: String, _ collector: Collector) {
        for index in 0..<8 {
            let path = "\(folder)/index\(index)/shared_cpu_map"
            let sharers: String
            do throws(Failure) { sharers = try collector.firstLine(path) } catch {
                // Behind the last cache.
                return error == .noSuchFile ? () : collector.missing(path, error)
            }
            guard firstCPU(in: sharers) == cpu else { continue }
            for name in cacheFiles { collector.copyQuietly("\(folder)/index\(index)/\(name)") }
        }
    }

    /// The lowest CPU of a mask, "00000000,000000f0"; nil if there is none.
    static func firstCPU(in mask: String) -> Int? {
        var cpu = 0
        for digit in mask.utf8.reversed() where digit != 0x2c {
            guard let value = Int(String(decoding: [digit], as: UTF8.self), radix: 16) else { return nil }
            if value != 0 { return cpu + value.trailingZeroBitCount }
            cpu += 4
        }
        return nil
    }
}
