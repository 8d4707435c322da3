extension Sources {
    /// Memory and reservations in the device tree. Only the properties that say where memory is are taken:
    /// others may identify the machine.
    static let deviceTree = Source(
        name: "device-tree",
        readings: [
            .folder("/sys/firmware/devicetree/base"),
            .folder("/sys/firmware/devicetree/base/reserved-memory"),
        ],
        needs: [], byteLimit: 65536, milliseconds: 500,
        absence: Absence("no device tree: the host is described by ACPI", isNormal: true)
    ) { collector in
        let base = "/sys/firmware/devicetree/base"
        do throws(Failure) {
            let nodes = try collector.files.names(in: base, limit: 4096, until: collector.deadline)
            for name in ["#address-cells", "#size-cells"] { collector.copyQuietly("\(base)/\(name)") }
            for node in nodes where node == "memory" || node.hasPrefix("memory@") {
                for name in ["device_type", "hotpluggable", "numa-node-id", "reg"] {
                    collector.copyQuietly("\(base)/\(node)/\(name)")
                }
            }
            if nodes.contains("reserved-memory") { copyNode("\(base)/reserved-memory", 0, collector) }
            collector.copyLink("device-tree", in: "/proc")
        } catch {
            collector.missing(base, error)
        }
    }

    private static let reservationFiles: [String] = [
        "#address-cells", "#size-cells", "alignment", "alloc-ranges", "compatible", "linux,cma-default",
        "no-map", "ranges", "reg", "reusable", "size", "status",
    ]

    /// A node has a folder for each node below it, and a file for each property.
    private static func copyNode(_ path: String, _ depth: Int, _ collector: Collector) {
        guard depth < 4, collector.mayAdd(path) else { return }
        let names: [String]
        do throws(Failure) {
            names = try collector.files.names(in: path, limit: 1024, until: collector.deadline)
        } catch {
            // A property of a name that is not wanted.
            return error == .notDirectory ? () : collector.missing(path, error)
        }
        for name in names.sorted() {
            if reservationFiles.contains(name) {
                collector.copyQuietly("\(path)/\(name)")
            } else if name != "name", name != "phandle", name != "linux,phandle" {
                copyNode("\(path)/\(name)", depth + 1, collector)
            }
        }
    }
}
