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
        var text = leaf.writable ? "" : " ro"
        if !leaf.accessed { text += " af=0" }
        switch leaf.memory {
        case .normal: break
        case .device: text += " device"
        case .nonCacheable: text += " nc"
        }
        switch leaf.shareability {
        case .inner: break
        case .outer: text += " osh"
        case .none: text += " nsh"
        }
        if !leaf.global { text += " ng" }
        if leaf.contiguous { text += " cont" }
        return leaf.notTLBCached ? text + " nT=1" : text
    }
}
