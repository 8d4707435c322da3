import Arm64
public import TLB

/// `linmap.cores/1`: what is known of the cores' address translation, as JSON. Within version 1 only additions.
public struct CoresDocument: Encodable, Sendable {
    struct Field: Encodable {
        var value: String
        var source: String
        var confidence: String
    }

    struct Core: Encodable {
        var name: String
        var midr: [String]
        var products: String
        var standIn: String?
        var standInReason: String?
        var confidence: String
        var fields: [String: Field]
        var notes: [String]
    }

    let schema = "linmap.cores/1"
    let cores: [Core]

    /// The document of `profiles`.
    public init(_ profiles: [CoreProfile]) { cores = profiles.map(Core.init) }
}

extension CoresDocument.Core {
    init(_ profile: CoreProfile) {
        let fields = CoreFields.all(profile).map { field in
            (
                field.key,
                CoresDocument.Field(
                    value: field.value, source: field.source, confidence: field.confidence.rawValue)
            )
        }
        self.init(
            name: profile.name, midr: CoreProfiles.models(profile).map { ByteCount.hex(UInt64($0)) },
            products: profile.products, standIn: profile.standIn?.core, standInReason: profile.standIn?.why,
            confidence: profile.shapeConfidence.rawValue, fields: Dictionary(fields) { first, _ in first },
            notes: profile.notes)
    }
}
