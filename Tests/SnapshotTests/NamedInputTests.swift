import Glibc
import Snapshot
import TestPacking
import Testing

@Suite struct NamedInputTests {
    private let directory = TemporaryDirectory()

    @Test func `a tar is read by its name`() throws {
        let path = directory.write("s.tar.gz", packed(hostTar().closed, .gzip))
        #expect(try SnapshotReader.read(path).files.count == smallHost.count)
    }

    @Test func `a missing file is no input`() {
        for name in ["\(directory.path)/gone", "\(directory.path)/gone/x", "", "a\u{0}b"] {
            #expect(failure { () throws(InputError) in try SnapshotReader.read(name) }?.kind == .noInput)
        }
    }

    @Test func `a file the system refuses is no permission`() {
        let path = directory.write("x", "x")
        chmod(path, 0)
        chmod(directory.path, 0o755)
        let error = failure { () throws(InputError) in
            try Unprivileged.run { () throws(InputError) in try SnapshotReader.read(path) }
        }
        #expect(error?.kind == .noPermission && error?.file == path)
    }

    @Test func `a file that cannot be read is an I/O error`() {
        // Address 0 of a process is never mapped.
        #expect(failure { () throws(InputError) in try SnapshotReader.read("/proc/self/mem") }?.kind == .io)
    }

    @Test func `an empty file is refused`() {
        let path = directory.write("x", "")
        let error = failure { () throws(InputError) in try SnapshotReader.read(path) }
        #expect(error?.kind == .badData && error?.problem == "is empty")
    }

    @Test func `a pipe that the user names is read`() throws {
        let bytes = packed(hostTar().closed, .zstd)
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        _ = write(ends[1], bytes, bytes.count)
        close(ends[1])
        defer { close(ends[0]) }
        #expect(try SnapshotReader.read("/dev/fd/\(ends[0])").files.count == smallHost.count)
    }
}

/// Both tests change what standard input is.
@Suite(.serialized) struct StandardInputTests {
    private func read(_ bytes: [UInt8]) throws -> Snapshot {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        _ = write(ends[1], bytes, bytes.count)
        close(ends[1])
        let saved = dup(STDIN_FILENO)
        dup2(ends[0], STDIN_FILENO)
        close(ends[0])
        defer {
            dup2(saved, STDIN_FILENO)
            close(saved)
        }
        return try SnapshotReader.read("-")
    }

    @Test func `standard input may be an archive`() throws {
        #expect(try read(hostTar().closed).files.count == smallHost.count)
        #expect(try read(packed(hostTar().closed, .xz)).name == "-")
    }

    @Test func `standard input may be a lone file`() throws {
        let snapshot = try read(Array("[    0.000000] Linux version 6.1.0\n".utf8))
        #expect(snapshot.isLoneFile && snapshot.files.keys.sorted() == ["var/log/dmesg"])
    }
}
