// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "linmap", path: "../..")],
    targets: [
        .executableTarget(
            name: "archive", dependencies: [.product(name: "Snapshot", package: "linmap")], path: "archive")
    ]
)
