import Foundation
import Glibc
import Testing

/// Where results go, and what is left when they cannot.
@Suite struct OutputTests {
    private let folder: Workspace
    private let answer: [UInt8]

    init() throws {
        folder = try Workspace()
        answer = try linmap("predict", Fixture.sample).output
        try #require(answer.count > 1000)
    }

    // MARK: Standard output

    @Test func `a full disk is an I/O error`() throws {
        for command in readingCommands + [["rules"]] {
            let arguments = command == ["rules"] ? command : command + [Fixture.sample]
            let run = try linmap(arguments, output: .named("/dev/full"))
            expectRefusal(run, 74, "standard output", "No space left")
        }
    }

    @Test func `a closed standard output is an I/O error, and harms no input`() throws {
        let before = try [UInt8](Data(contentsOf: URL(filePath: Fixture.sample)))
        let copy = try folder.write("copy.tar.gz", before)
        let run = try shell(#"exec "$@" >&-"#, "predict", copy)
        expectRefusal(run, 74, "standard output")
        #expect(try folder.read("copy.tar.gz") == before)
    }

    @Test func `a reader that goes away early is no crash`() throws {
        let run = try shell(#""$@" | head -c 1 >/dev/null"#, "report", Fixture.sample)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
    }

    // MARK: Files

    @Test func `a file gets what standard output would have got`() throws {
        let path = folder.path("out")
        for name in ["-o", "--output"] {
            let run = try linmap("predict", name, path, Fixture.sample)
            #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
            #expect(try folder.read("out") == answer)
        }
        #expect(folder.names == ["out"])
        #expect(try linmap("predict", "-o", "-", Fixture.sample).output == answer)
    }

    @Test func `a new file has the permissions that the umask leaves`() throws {
        let run = try shell(#"umask 027; exec "$@""#, "predict", "-o", folder.path("out"), Fixture.sample)
        #expect(run.status == 0)
        #expect(try mode("out") == 0o640)
    }

    @Test func `a file in a missing directory is an I/O error`() throws {
        let path = folder.path("missing/out")
        expectRefusal(try linmap("predict", "-o", path, Fixture.sample), 74, path, "No such file")
        #expect(folder.names == [])
    }

    @Test func `a directory is not written over`() throws {
        let path = try folder.write("out", Host.mainline)
        expectRefusal(try linmap("predict", "-o", path, Fixture.sample), 74, path)
        #expect(folder.names == ["out"])
    }

    @Test(arguments: [mode_t(0o600), 0o640, 0o444, 0o755])
    func `an existing file keeps its permissions`(mode bits: mode_t) throws {
        chmod(try folder.write("out", "old"), bits)
        #expect(try linmap("predict", "-o", folder.path("out"), Fixture.sample).status == 0)
        #expect(try folder.read("out") == answer)
        #expect(try mode("out") == bits)
    }

    @Test func `an existing file is replaced, not written into`() throws {
        let old = open(try folder.write("out", "old"), O_RDONLY | O_CLOEXEC)
        defer { close(old) }
        #expect(try linmap("predict", "-o", folder.path("out"), Fixture.sample).status == 0)
        var buffer = [UInt8](repeating: 0, count: 10)
        // Who had it open still reads the old file, whole.
        #expect(read(old, &buffer, 10) == 3 && buffer.starts(with: Array("old".utf8)))
        #expect(try folder.read("out") == answer)
        #expect(folder.names == ["out"])
    }

    @Test func `a failure leaves the old file as it was`() throws {
        let path = try folder.write("out", "old")
        let bad = try folder.write("bad", "")
        expectRefusal(try linmap("predict", "-o", path, bad), 65, bad)
        #expect(try folder.read("out") == Array("old".utf8))

        // A full disk, as far as a process can have one of its own: no file may grow beyond 512 bytes.
        let limited = try shell(
            #"trap '' XFSZ; ulimit -f 1; exec "$@""#, "predict", "-o", path, Fixture.sample)
        expectRefusal(limited, 74, path)
        #expect(try folder.read("out") == Array("old".utf8))
        #expect(folder.names == ["bad", "out"])
    }

    @Test func `through a link its target is written`() throws {
        try folder.write("place/target", "old")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: "place/target")
        #expect(try linmap("predict", "-o", folder.path("link"), Fixture.sample).status == 0)
        let kind = try FileManager.default.attributesOfItem(atPath: folder.path("link"))[.type]
        #expect(kind as? FileAttributeType == .typeSymbolicLink)
        #expect(try folder.read("place/target") == answer)
        let inside = try FileManager.default.contentsOfDirectory(atPath: folder.path("place"))
        #expect(inside == ["target"])
    }

    @Test func `a pipe is written through, and stays a pipe`() throws {
        let path = folder.path("pipe")
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        // The answer is smaller than a pipe's buffer.
        try #require(answer.count < 60000)
        let run = try linmap("predict", "-o", path, Fixture.sample, seconds: 10)
        #expect(run.status == 0, "\(run.errorText)")
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = max(read(reader, &buffer, buffer.count), 0)
        #expect(Array(buffer[..<count]) == answer)
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        #expect(folder.names == ["pipe"])
    }

    @Test func `a terminal is written through, without colour`() throws {
        let terminal = try Terminal()
        let run = try linmap("predict", "-o", terminal.name, Fixture.sample, seconds: 10)
        #expect(run.status == 0, "\(run.errorText)")
        #expect(terminal.close() == answer)
    }

    private func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(folder.path(name), &status) == 0)
        return status.st_mode & 0o7777
    }

    // MARK: Colour

    @Test func `a terminal gets colour, nothing else does`() throws {
        for command in ["predict", "report"] {
            let plain = try linmap(command, Fixture.sample).output
            #expect(!plain.contains(0x1b))
            let colored = try onTerminal([command, Fixture.sample], [:])
            #expect(colored.contains(0x1b))
            #expect(withoutColor(colored) == plain)
        }
    }

    @Test(arguments: ["1", "0", "no"])
    func `NO_COLOR forbids colour`(value: String) throws {
        #expect(try onTerminal(["predict", Fixture.sample], ["NO_COLOR": value]) == answer)
    }

    @Test func `an empty NO_COLOR forbids nothing`() throws {
        #expect(try onTerminal(["predict", Fixture.sample], ["NO_COLOR": ""]).contains(0x1b))
    }

    @Test(arguments: [
        ["predict", "--format", "json"], ["predict", "--format", "svg"], ["report", "--format", "json"],
    ])
    func `documents have no colour on a terminal either`(command: [String]) throws {
        let arguments = command + [Fixture.sample]
        #expect(try onTerminal(arguments, [:]) == linmap(arguments).output)
    }

    private func onTerminal(_ arguments: [String], _ environment: [String: String]) throws -> [UInt8] {
        let terminal = try Terminal()
        let run = try linmap(
            arguments, output: .descriptor(terminal.inside), environment: environment)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
        return terminal.close()
    }

    private func withoutColor(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if byte == 0x1b {
                rest = rest.drop { $0 != 0x6d }.dropFirst()
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

/// A pseudo-terminal of this process, whose outer end is read all the time, as its buffer is small.
private final class Terminal: @unchecked Sendable {
    /// The end that programs write to.
    let inside: Int32
    /// The name of that end.
    let name: String
    private let outside: Int32
    private var bytes: [UInt8] = []
    private let done = DispatchSemaphore(value: 0)

    init() throws {
        // The Glibc module does not have <pty.h>.
        typealias OpenPTY =
            @convention(c) (
                UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<CChar>,
                UnsafeRawPointer?, UnsafeRawPointer?
            ) -> Int32
        let openpty = unsafeBitCast(try #require(dlsym(nil, "openpty")), to: OpenPTY.self)
        var ends: (outside: Int32, inside: Int32) = (-1, -1)
        var path = [CChar](repeating: 0, count: 256)
        try #require(openpty(&ends.outside, &ends.inside, &path, nil, nil) == 0)
        (outside, inside) = ends
        name = path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        for end in [outside, inside] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Line breaks stay as they are written.
        var settings = termios()
        tcgetattr(inside, &settings)
        cfmakeraw(&settings)
        tcsetattr(inside, TCSANOW, &settings)
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while case let count = read(outside, &buffer, buffer.count), count > 0 {
                bytes += buffer[..<count]
            }
            done.signal()
        }
    }

    /// Everything that was written; the terminal is gone then.
    func close() -> [UInt8] {
        Glibc.close(inside)
        done.wait()
        Glibc.close(outside)
        return bytes
    }
}
