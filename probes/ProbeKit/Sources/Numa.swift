extension Sources {
    /// The nodes, as `lscpu --sysroot` and linmap read them.
    static let numa = Source(
        name: "numa", readings: [.folder("/sys/devices/system/node")], needs: [], byteLimit: 16384,
        milliseconds: 500,
        absence: Absence("which memory belongs to which node is not known", isNormal: true)
    ) { collector in
        let folder = "/sys/devices/system/node"
        for name in ["has_cpu", "has_memory", "has_normal_memory", "online", "possible"] {
            collector.copyQuietly("\(folder)/\(name)")
        }
        guard let nodes = collector.numbered("node", in: folder) else { return }
        if nodes.isEmpty { return collector.missing(folder, .noSuchFile) }
        for node in nodes.prefix(128) {
            guard collector.mayAdd(folder) else { return }
            for name in ["cpulist", "cpumap", "distance", "meminfo"] {
                collector.copyQuietly("\(folder)/node\(node)/\(name)")
            }
        }
    }
}
