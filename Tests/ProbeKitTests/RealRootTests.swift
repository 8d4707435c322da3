import Foundation
import HostFacts
import LinearMap
import Snapshot
import Testing

@testable import ProbeKit

/// The probe reads hosts that were captured, through the kernel, and linmap finds in its snapshots what it finds
/// in the captures.
struct RealRootTests {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/boots")

    /// The running system, with other arguments and its words kept.
    final class Quiet: SystemCalls {
        let command: [String]
        var words = ""

        init(_ command: [String]) { self.command = command }

        override func arguments() -> [String] { command }
        // The tests' own process goes on.
        override func limitTime(_ microseconds: UInt64) -> Int { 0 }
        override func lowerPriority() -> Int { 0 }
        override func dropPrivileges() -> Int { 0 }
        override func capabilities(_ effective: inout UInt64) -> Int { 0 }
        override func become(user: UInt32, group: UInt32) -> Int { 0 }
        override func write(_ descriptor: Descriptor, _ buffer: UnsafeRawBufferPointer) -> Int {
            guard descriptor <= 2 else { return super.write(descriptor, buffer) }
            words += String(decoding: buffer, as: UTF8.self)
            return buffer.count
        }
    }

    @Test(arguments: [
        "612-n1-2g-on-kf100", "510c-n1-2g-dt-on-rsv", "61216k-n1-4g-on-kf100", "73-n1-2g-noalias-kf100",
    ]) func `A snapshot of a captured host gives the capture's answer`(_ name: String) throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "linmap-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: work) }
        let root = work.appending(path: "root")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let archive = Self.fixtures.appending(path: "\(name)/snapshot.tar.gz")
        let unpack = Process()
        unpack.executableURL = URL(filePath: "/usr/bin/env")
        unpack.arguments = ["tar", "-xzf", archive.path, "-C", root.path]
        try unpack.run()
        unpack.waitUntilExit()
        try #require(unpack.terminationStatus == 0)

        let tar = work.appending(path: "snapshot.tar")
        let system = Quiet(["--root", root.path, "-o", tar.path])
        #expect(Run(system).main() == 0, "\(system.words)")
        #expect(try Self.prediction(tar) == Self.prediction(archive))
        let mode = try FileManager.default.attributesOfItem(atPath: tar.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let left = try FileManager.default.contentsOfDirectory(atPath: work.path)
        #expect(left.sorted() == ["root", "snapshot.tar"])
    }

    @Test func `A link in the tree cannot lead out of it`() throws {
        let work = FileManager.default.temporaryDirectory.appending(path: "linmap-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: work) }
        let proc = work.appending(path: "root/proc")
        try FileManager.default.createDirectory(at: proc, withIntermediateDirectories: true)
        try "secret".write(to: work.appending(path: "secret"), atomically: true, encoding: .utf8)
        try "7\n".write(to: proc.appending(path: "vmstat"), atomically: true, encoding: .utf8)
        for (link, target) in [
            ("cmdline", "../../secret"), ("iomem", "/proc/cpuinfo"),
            ("cpuinfo", work.appending(path: "secret").path),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: proc.appending(path: link).path, withDestinationPath: target)
        }
        mkfifo(proc.appending(path: "meminfo").path, 0o600)
        let tar = work.appending(path: "out.tar")
        let system = Quiet(["--root", work.appending(path: "root").path, "-o", tar.path, "--raw"])
        #expect(Run(system).main() == 0)
        let members = Outcome.members(of: Array(try Data(contentsOf: tar)))
        #expect(Set(members.keys) == ["proc/vmstat", "manifest.json", "end mark"])
    }

    private static func prediction(_ file: URL) throws -> [String] {
        let prediction = Predictor.predict(try Gather.facts(try SnapshotReader.read(file.path)))
        return prediction.layout.segments.map { "\($0)" } + prediction.unknowns.map(\.what)
    }
}
