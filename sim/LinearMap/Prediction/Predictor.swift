import Arm64
public import HostFacts

/// Facts in, prediction out.
public enum Predictor {
    /// Predicts the linear map of `host`. Without memory in the snapshot the layout is empty, but the rules
    /// still say whether the map would be in pages or blocks.
    public static func predict(_ host: Host) -> Prediction {
        let settings = Settings(host)
        let decision = Decision(host, settings)
        let layout = MapPlan(host, settings, decision).build()
        let unknowns = Unknowns(host, settings, decision, layout).findings
        let open = unknowns.reduce(AddressSet()) { $0.union($1.affected) }
        let isPages = decision.leaves == .pages || decision.repaint
        return Prediction(
            host: host, granule: settings.granule.value, vaBits: settings.vaBits,
            version: settings.version.value,
            mapping: isPages ? .pages : .blocks,
            isMappingCertain: !unknowns.contains(where: \.turnsMap), kfencePool: decision.kfencePool,
            layout: layout.uncertain(in: open),
            reasons: decision.reasons,
            unknowns: unknowns.map { .init(what: $0.what, effectBytes: $0.bytes, text: $0.text) },
            remarks: host.remarks
                + BlockSplitting.contradictions(host, version: settings.version.value))
    }
}
