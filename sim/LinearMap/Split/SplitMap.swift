import Arm64
import HostFacts

/// The leaves a split starts from: as something in the snapshot shows the real tables, where it shows all of them; else
/// as the kernel built the map.
struct SplitMap {
    let segments: [Segment]
    /// The file that shows the tables; nil for the predicted map.
    let source: String?
    private let predicted: [Segment]

    init(_ prediction: Prediction) {
        predicted = prediction.layout.segments
        let observed = Observation.all(prediction.host, version: prediction.version).first {
            !$0.segments.isEmpty && !$0.isCutOff && $0.bytesUnread == 0
                && $0.coverage == Observation.everything
        }
        segments = observed?.segments ?? predicted
        source = observed?.source
    }

    /// Runs of valid leaves of ordinary memory. The alias of the kernel's image keeps its leaves: nothing changes in it
    /// after boot.
    var ordinary: [Segment] {
        segments.filter { segment in
            let like = predicted.first { $0.range.contains(segment.range.start) }
            return segment.valid && (like ?? segment).kind == .ram
        }
    }
}
