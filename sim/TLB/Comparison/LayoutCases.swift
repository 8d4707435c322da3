import Arm64
public import LinearMap

/// The maps a host could have, side by side.
public enum LayoutCases {
    /// The host's map as it is, as it was seen, in pages, in blocks, and with changes made.
    ///
    /// A map that equals the one as it is (blocks for a host in blocks) is listed all the same. The observed map
    /// is there only if tables were captured.
    public static func all(_ prediction: Prediction, whatIf: WhatIf? = nil) -> [LayoutCase] {
        var cases = predicted(prediction)
        if let (layout, source) = observed(prediction) {
            cases.insert(new(.observed, layout, source, prediction), at: 1)
        }
        if let whatIf, !whatIf.changes.isEmpty {
            let after = whatIf.after
            cases.append(
                LayoutCase(
                    .whatIf, after.layout, words: whatIf.changes.map(\.text).joined(separator: " "),
                    offset: after.linearMapOffset, vaBits: after.vaBits))
        }
        return cases
    }

    /// The three that need nothing but the prediction: as it is, in pages, in blocks.
    public static func predicted(_ prediction: Prediction) -> [LayoutCase] {
        [
            new(.asIs, prediction.layout, "as the kernel maps it, by prediction", prediction),
            new(.pages, pages(prediction), "every leaf a \(prediction.granule.name) page", prediction),
            new(.blocks, blocks(prediction), "the largest leaves that the edges of memory allow", prediction),
        ]
    }

    private static func new(
        _ kind: LayoutCase.Kind, _ layout: Layout, _ words: String, _ prediction: Prediction
    ) -> LayoutCase {
        LayoutCase(
            kind, layout, words: words, offset: prediction.linearMapOffset, vaBits: prediction.vaBits)
    }

    /// Every leaf a page; what is not valid stays so.
    public static func pages(_ prediction: Prediction) -> Layout {
        let page = Leaf(size: prediction.granule.pageSize)
        let segments = prediction.layout.segments.map { segment -> Segment in
            var copy = segment
            copy.leaf = page
            return copy
        }
        return layout(segments, prediction)
    }

    /// What a single mapping call for each range of memory would give.
    public static func blocks(_ prediction: Prediction) -> Layout {
        var builder = LayoutBuilder(granule: prediction.granule, offset: prediction.linearMapOffset)
        let mapped = AddressSet(prediction.layout.segments.map(\.range))
        for range in mapped.ranges { builder.map(MapCall(range, .all)) }
        return layout(builder.segments, prediction)
    }

    /// The first observation of leaves by address; where it says nothing, the prediction.
    private static func observed(_ prediction: Prediction) -> (Layout, String)? {
        let observations = Verification(prediction).comparisons.map(\.observation)
        guard let seen = observations.first(where: { !$0.segments.isEmpty }) else { return nil }
        let unseen = AddressSet(prediction.layout.segments.map(\.range)).subtracting(seen.coverage)
        let filled = prediction.layout.segments.flatMap { segment -> [Segment] in
            unseen.intersection(AddressSet([segment.range])).ranges.map { range in
                var copy = segment
                copy.range = range
                return copy
            }
        }
        let segments = (seen.segments + filled).sorted { $0.range.start < $1.range.start }
        let rest =
            unseen.isEmpty ? "" : ", \(ByteCount.text(unseen.byteCount)) not read and taken as predicted"
        return (layout(segments, prediction), seen.source + rest)
    }

    private static func layout(_ segments: [Segment], _ prediction: Prediction) -> Layout {
        Layout(segments: segments, tables: prediction.tables(for: segments), granule: prediction.granule)
    }
}
