import Snapshot

/// Feeds any bytes to the reader as a file of unknown kind: it must return, with a snapshot or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArchive(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var limits = Limits()
    // Small enough that a bomb is an error, not a slow input.
    limits.unpackedBytes = 4 << 20
    do throws(InputError) {
        let snapshot = try SnapshotReader.read(
            bytes: Array(UnsafeBufferPointer(start: start, count: count)), name: "fuzz", limits: limits)
        precondition(!snapshot.files.isEmpty && snapshot.remarks.count <= 51)
        for path in snapshot.files.keys { precondition(EvidenceKind.of(path: path) != nil) }
    } catch {
        precondition(!error.message.contains("\n"))
    }
    return 0
}
