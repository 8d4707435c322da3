import Arm64
import HostFacts

/// What a host's own kernel makes of its `crashkernel=`, to be held against what was reserved.
public struct CrashRequest: Hashable, Sendable {
    /// Bytes asked for; nil if the kernel cannot use the words.
    public let bytes: UInt64?
    /// In words: how much of what kind, or why nothing.
    public let words: String

    /// Nil if nothing is asked for, or the snapshot tells neither command line nor memory.
    public init?(_ prediction: Prediction) {
        guard prediction.host.commandLine?.value.last("crashkernel") != nil,
            let replay = ReservationReplay(prediction.host)
        else { return nil }
        let version = prediction.version.text
        switch replay.inputs.option.verdict {
        case .absent:
            bytes = nil
            words = "\(version) reserves nothing for these words"
        case .refused(let logged, let because):
            bytes = nil
            words = "\(version) cannot use it\(logged.map { " and logs \"\($0)\"" } ?? ""): \(because)"
        case .request(let request):
            bytes = request.size
            words = Self.words(request, replay)
        }
    }

    private static func words(_ request: CrashkernelOption.Request, _ replay: ReservationReplay) -> String {
        var parts = ["that is \(ByteCount.text(request.size))"]
        if request.base != 0 { parts.append("at \(ByteCount.hex(request.base)) and nowhere else") }
        if request.isHigh { parts.append("high if possible") }
        if let low = request.lowSize { parts.append("with \(ByteCount.text(low)) low") }
        if request.cmaSize > 0 {
            parts.append("and \(ByteCount.text(request.cmaSize)) of the contiguous allocator")
        }
        let low = replay.crash.pieces.filter { $0.kind == .low }.reduce(0) { $0 + $1.range.size }
        if low > 0, request.lowSize == nil { parts.append("with \(ByteCount.text(low)) low by default") }
        return parts.joined(separator: ", ")
    }
}
