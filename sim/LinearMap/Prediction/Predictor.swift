import Arm64
public import HostFacts

/// Facts in, prediction out.
public enum Predictor {
    /// Predicts the linear map of `host`. Returns nil if the snapshot names no memory at all.
    public static func predict(_ host: Host) -> Prediction? {
        guard let memory = host.memory, !(memory.boot.isEmpty && memory.hotPlugged.isEmpty) else { return nil }
        let settings = Settings(host)
        let decision = Decision(host, settings)
        let layout = MapPlan(host, settings, decision).build()
        let isPages = decision.leaves == .pages || decision.repaint
        return Prediction(
            host: host, granule: settings.granule.value, vaBits: settings.vaBits, version: settings.version.value,
            mapping: isPages ? .pages : .blocks, layout: layout, reasons: decision.reasons,
            unknowns: Unknowns(host, settings, decision, layout).list)
    }
}
