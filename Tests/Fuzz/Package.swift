// swift-tools-version: 6.2
import PackageDescription

/// A target in the folder of its name, fed by `corpus/NAME`; `run` builds and runs them all.
func fuzz(_ name: String, _ modules: String...) -> Target {
    .executableTarget(
        name: name, dependencies: modules.map { .product(name: $0, package: "linmap") }, path: name)
}

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "linmap", path: "../..")],
    targets: [
        fuzz("archive", "Snapshot"),
        fuzz("cmdline", "Arm64"),
        fuzz("config", "HostFacts", "Snapshot"),
        fuzz("iomem", "HostFacts", "Snapshot"),
        fuzz("log", "HostFacts", "Snapshot"),
        fuzz("redaction", "SnapshotFormat"),
        fuzz("samples", "TLB"),
        fuzz("scenario", "LiveSplit"),
        fuzz("trace", "TLB"),
        fuzz("vmcoreinfo", "HostFacts", "Snapshot"),
        fuzz("walk", "HostFacts", "Snapshot"),
    ]
)
