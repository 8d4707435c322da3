import HostFacts

/// What the kernel of a captured host does when a permission of the linear map must change.
public struct KernelPolicy: Hashable, Sendable {
    /// The ways.
    public enum Kind: String, Hashable, Sendable {
        /// The map is in pages from the start: there is nothing to split.
        case pages
        /// Blocks are split when a permission changes (`split_kernel_leaf_mapping()`).
        case splits
        /// The map began in blocks, and was rewritten as pages with the other CPUs parked.
        case repainted
        /// The map is in blocks and stays so: no permission is ever changed in it.
        case fixed
    }

    /// The way.
    public let kind: Kind
    /// False where something unknown would turn blocks into pages, or back.
    public let isCertain: Bool
    /// The method it uses for a live split, if it uses one.
    public let method: SplitMethod?
    /// In one or two sentences.
    public let text: String
    /// The rules that decided.
    public let reasons: [Reason]

    /// The policy of the kernel of `prediction`.
    public init(_ prediction: Prediction) {
        let version = prediction.version.text
        let never = BlockSplitting.rule(prediction.version, prediction.host).id == BlockSplitting.never.id
        let verdicts = prediction.reasons.map(\.verdict)
        isCertain = prediction.isMappingCertain
        if verdicts.contains(.repaint) {
            kind = .repainted
            method = .repaint
            text =
                "\(version) began with blocks, found a CPU that may not split them, and rewrote the map as pages while all others were parked"
        } else if verdicts.contains(.splits) {
            kind = .splits
            method = .linux
            text =
                "\(version) splits the leaf as far as the change asks, in place and without an invalidation of its own; the change that follows invalidates its pages"
        } else if prediction.mapping == .pages {
            kind = .pages
            method = nil
            text =
                never
                ? "\(version) never splits a live leaf of the linear map; it mapped pages from the start"
                : "\(version) would split live blocks on a core it trusts; on this one it mapped pages from the start"
        } else {
            kind = .fixed
            method = nil
            text =
                "\(version) mapped blocks and leaves them: nothing asks for pages, so set_memory_ro() does not reach the linear map"
                + (never ? ", and this version could not split them" : "")
        }
        let deciding: Set<Reason.Verdict> = [.pages, .blocks, .repaint, .splits]
        let ids = BlockSplitting.rules.map(\.id) + [BlockSplitting.repaint.id, RuntimeSplit.rule.id]
        reasons = prediction.reasons.filter { deciding.contains($0.verdict) || ids.contains($0.rule.id) }
    }
}
