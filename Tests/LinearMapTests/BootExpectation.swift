import Arm64
import Foundation
import HostFacts
import LabCheck
import LinearMap
import Snapshot
import Testing

/// Holds a captured boot to its true page tables: every byte has the predicted leaf, hint and validity;
/// nothing is missing, nothing extra. What may differ is only what the prediction itself calls uncertain, and
/// then only in the direction it says.
///
/// - Parameter secret: bytes of secret memory that a process held, which no prediction can tell.
func expectExact(
    _ name: String, later: Bool = false, secret: UInt64 = 0, at location: SourceLocation = #_sourceLocation
) throws {
    let suffix = later ? "2" : ""
    let path = Truth.folder.appending(path: "\(name)/snapshot\(suffix).tar.gz").path
    let truth = try Truth.load(name, "truth\(suffix).json")
    let snapshot = try SnapshotReader.read(path)
    let prediction = Predictor.predict(try Gather.facts(snapshot))

    let problems = PredictionCheck.problems(prediction, truth, secret: secret)
    #expect(problems.isEmpty, "\(problems.joined(separator: "; "))", sourceLocation: location)
    if secret == 0, !Difference.all(prediction.layout.segments, truth.runs).isEmpty {
        #expect(!prediction.isExact, sourceLocation: location)
    }
    expectReadOnlyText(prediction, truth, location)
    guard let walk = snapshot["linmap/linear-map"] else { return }
    let differences = WalkCheck.problems(
        try ProbeWalk(String(decoding: walk.bytes, as: UTF8.self)), truth, prediction)
    #expect(differences.isEmpty, "\(differences.joined(separator: "; "))", sourceLocation: location)
}

/// What is predicted read-only is read-only in the true tables.
private func expectReadOnlyText(_ prediction: Prediction, _ truth: Truth, _ location: SourceLocation) {
    for segment in prediction.layout.segments where segment.readOnly && segment.valid {
        let inside = truth.runs.filter { $0.range.overlaps(segment.range) && $0.valid }
        let isReadOnly = inside.allSatisfy { $0.readOnly }
        #expect(isReadOnly, "\(segment)", sourceLocation: location)
    }
}
