/// Descriptors in words, as a scenario would write them.
extension TableTree {
    /// "page a ro", "block A nT=1", "table", "inv".
    func text(_ entry: Entry, in slot: Slot) -> String {
        switch entry {
        case .invalid: return "inv"
        case .table(let table): return tables[table].name.isEmpty ? "table" : "table \(tables[table].name)"
        case .leaf(let leaf):
            let kind = slot.level == 3 ? "page" : slot.level == 2 ? "block" : "gigablock"
            return "\(kind) \(name(of: leaf.output))" + Self.attributes(leaf)
        }
    }

    private static func attributes(_ leaf: LeafEntry) -> String {
        let attributes = leaf.attributes
        var text = attributes.has(.writable) ? "" : " ro"
        if !attributes.has(.accessed) { text += " af=0" }
        switch LeafAttributes.Memory(rawValue: attributes[.memory]) {
        case .device: text += " device"
        case .nonCacheable: text += " nc"
        case .normal, nil: break
        }
        switch LeafAttributes.Shareability(rawValue: attributes[.shareability]) {
        case .outer: text += " osh"
        case .some(.none): text += " nsh"
        case .inner, nil: break
        }
        if !attributes.has(.global) { text += " ng" }
        if attributes.has(.contiguous) { text += " cont" }
        return attributes.has(.notTLBCached) ? text + " nT=1" : text
    }
}
