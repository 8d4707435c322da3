import Foundation
import SnapshotFormat
import Testing

struct TarFormatTests {
    typealias Member = (path: String, kind: TarFormat.Kind, bytes: [UInt8])

    static func archive(_ members: [Member]) -> [UInt8] {
        members.flatMap { member in
            TarFormat.header(path: member.path, kind: member.kind) + member.bytes
                + TarFormat.padding(afterBytes: member.bytes.count)
        } + TarFormat.end
    }

    static func file(_ path: String, _ text: String) -> Member {
        (path, .file(size: text.utf8.count), Array(text.utf8))
    }

    /// What GNU tar prints of an archive.
    static func tar(_ arguments: [String], _ archive: [UInt8]) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "linmap-\(UUID()).tar")
        try Data(archive).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/tar")
        process.arguments = arguments + ["-f", path.path]
        process.environment = ["TZ": "UTC", "LC_ALL": "C"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `GNU tar lists modes, owners and times`() throws {
        let archive = Self.archive([
            ("proc", .directory, []), Self.file("proc/iomem", "40000000-bfffffff : System RAM\n"),
            ("proc/device-tree", .link(target: "../sys/firmware/devicetree/base"), []),
        ])
        #expect(archive.count % 512 == 0)
        let list = try Self.tar(["-tv", "--numeric-owner"], archive).split(separator: "\n")
        let lines = list.map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        #expect(
            lines == [
                "drwx------ 0/0 0 1970-01-01 00:00 proc/",
                "-rw------- 0/0 31 1970-01-01 00:00 proc/iomem",
                "lrwxrwxrwx 0/0 0 1970-01-01 00:00 proc/device-tree -> ../sys/firmware/devicetree/base",
            ])
    }

    /// Below, at and beyond what a name, a name and a prefix, and ustar at all can hold.
    @Test(arguments: [1, 98, 99, 100, 101, 155, 156, 157, 200, 254, 255, 256, 257, 300, 5000])
    func `Paths of any length survive`(length: Int) throws {
        let flat = String(repeating: "n", count: length)
        var deep = ""
        while deep.utf8.count + 8 <= length { deep += "folder/" }
        deep += String(repeating: "f", count: max(1, length - deep.utf8.count))
        for path in [flat, deep, "sys/\(flat)/x"] {
            let archive = Self.archive([Self.file(path, "text"), Self.file("last", "")])
            #expect(try Self.tar(["-t"], archive) == "\(path)\nlast\n")
            #expect(try Self.tar(["-xO"], archive) == "text")
        }
    }

    @Test(arguments: [99, 100, 101, 300])
    func `Links of any length survive`(length: Int) throws {
        let target = String(repeating: "t", count: length)
        let list = try Self.tar(["-tv"], Self.archive([("link", .link(target: target), [])]))
        #expect(list.hasSuffix("link -> \(target)\n"))
    }

    @Test func `Long folders end in a slash`() throws {
        for length in [95, 99, 100, 101, 154, 155, 156, 260] {
            let path = String(repeating: "d", count: length)
            #expect(try Self.tar(["-t"], Self.archive([(path, .directory, [])])) == "\(path)/\n")
        }
    }

    @Test func `A size beyond eight gigabytes stands in a record`() throws {
        let header = TarFormat.header(path: "large", kind: .file(size: 1 << 40))
        #expect(header.count == 3 * 512)
        #expect(String(decoding: header, as: UTF8.self).contains("22 size=1099511627776\n"))
    }

    @Test func `Padding fills blocks`() {
        #expect(
            [0, 1, 511, 512, 513].map { TarFormat.padding(afterBytes: $0).count } == [0, 511, 1, 0, 511])
        #expect(TarFormat.end == [UInt8](repeating: 0, count: 1024))
    }
}
