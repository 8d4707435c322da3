// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in the Swift 6 language mode with the upcoming existential rule on, so that
/// `any` is always spelled out.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "linmap",
    products: [
        .executable(name: "linmap", targets: ["linmap"]),
        .executable(name: "linmap-probe", targets: ["linmap-probe"]),
        // The fuzz targets are a package of their own and need these by name.
        .library(name: "Arm64", targets: ["Arm64"]),
        .library(name: "Snapshot", targets: ["Snapshot"]),
        .library(name: "HostFacts", targets: ["HostFacts"]),
        .library(name: "SnapshotFormat", targets: ["SnapshotFormat"]),
        .library(name: "LiveSplit", targets: ["LiveSplit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // What linmap is made of, in the direction data goes.
        .target(name: "Arm64", swiftSettings: settings),
        .systemLibrary(name: "CMessageDigest", providers: [.apt(["libmd-dev"])]),
        .target(
            name: "SnapshotFormat", dependencies: ["Arm64", "CMessageDigest"], swiftSettings: settings,
            // The cross build does not link what the module map names.
            linkerSettings: [.linkedLibrary("md")]),
        .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
        .target(
            name: "Snapshot",
            dependencies: ["Arm64", "SnapshotFormat", "CArchive"],
            swiftSettings: settings,
            linkerSettings: [
                // libarchive.a names these three itself when linmap is linked statically.
                .linkedLibrary("archive"), .linkedLibrary("zstd"),
                .linkedLibrary("lzma"), .linkedLibrary("z"),
            ]
        ),
        .target(
            name: "HostFacts", dependencies: ["Arm64", "SnapshotFormat", "Snapshot"], swiftSettings: settings),
        .target(
            name: "LinearMap", dependencies: ["Arm64", "HostFacts"], path: "sim/LinearMap",
            swiftSettings: settings),
        .target(name: "LiveSplit", path: "sim/LiveSplit", swiftSettings: settings),
        .target(
            name: "Report", dependencies: ["Arm64", "HostFacts", "LinearMap", "LiveSplit"],
            swiftSettings: settings),
        .executableTarget(
            name: "linmap",
            dependencies: [
                "Arm64", "Snapshot", "HostFacts", "LinearMap", "LiveSplit", "Report",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),

        // The probe: with Arm64 and SnapshotFormat all of it compiles as Embedded Swift too.
        .target(
            name: "CProbe", path: "probes/CProbe", linkerSettings: [.linkedLibrary("cap")]),
        .target(
            name: "ProbeKit", dependencies: ["Arm64", "SnapshotFormat", "CProbe"], path: "probes/ProbeKit",
            swiftSettings: settings),
        .executableTarget(
            name: "linmap-probe", dependencies: ["ProbeKit"], path: "probes/linmap-probe",
            swiftSettings: settings),

        // The boot lab's host side: it reads a guest's tables from outside, sharing nothing with the probe.
        .target(name: "LabReader", path: "probes/lab/LabReader", swiftSettings: settings),
        // What a boot is held to, and with it the fixtures that came from boots.
        .target(
            name: "LabCheck", dependencies: ["Arm64", "LinearMap"], path: "probes/lab/LabCheck",
            swiftSettings: settings),
        .executableTarget(
            name: "linmap-lab",
            dependencies: [
                "LabReader", "LabCheck", "Snapshot", "HostFacts", "LinearMap",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "probes/lab/linmap-lab", swiftSettings: settings),

        // Tests, a target for each module, what they share, and the bench.
        .target(
            name: "TestPacking", dependencies: ["CArchive"], path: "Tests/Packing", swiftSettings: settings,
            linkerSettings: [.linkedLibrary("archive")]),
        .testTarget(name: "Arm64Tests", dependencies: ["Arm64"], swiftSettings: settings),
        .testTarget(
            name: "SnapshotTests",
            dependencies: ["Snapshot", "SnapshotFormat", "Arm64", "CArchive", "TestPacking"],
            swiftSettings: settings),
        .testTarget(
            name: "SnapshotFormatTests", dependencies: ["SnapshotFormat", "Arm64"], swiftSettings: settings),
        .testTarget(
            name: "ProbeKitTests",
            dependencies: ["ProbeKit", "SnapshotFormat", "Arm64", "Snapshot", "HostFacts", "LinearMap"],
            swiftSettings: settings),
        .testTarget(
            name: "HostFactsTests", dependencies: ["HostFacts", "Snapshot", "Arm64"],
            swiftSettings: settings),
        .testTarget(
            name: "LinearMapTests",
            dependencies: ["LinearMap", "LabCheck", "HostFacts", "Snapshot", "Arm64"],
            swiftSettings: settings),
        .testTarget(name: "LiveSplitTests", dependencies: ["LiveSplit"], swiftSettings: settings),
        .testTarget(
            name: "LabTests", dependencies: ["LabCheck", "LabReader", "Arm64"], swiftSettings: settings),
        .testTarget(
            name: "ReportTests",
            dependencies: ["Report", "LinearMap", "LiveSplit", "HostFacts", "Snapshot", "Arm64"],
            swiftSettings: settings),
        // Runs the built command, so it needs it built first.
        .testTarget(name: "CommandTests", dependencies: ["linmap", "TestPacking"], swiftSettings: settings),
        .executableTarget(
            name: "linmap-bench", dependencies: ["Arm64", "HostFacts", "LinearMap", "LiveSplit"],
            path: "Tests/Bench", swiftSettings: settings),
    ]
)
