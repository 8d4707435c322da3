/// An address space: its own tables, and the tags its translations carry in a TLB. Space 0 is the one without a
/// name; the pages of space `B` are called `B.x`.
struct AddressSpace: Hashable, Sendable {
    let name: String
    let asid: Int
    let vmid: Int

    static let first = AddressSpace(name: "", asid: 1, vmid: 1)

    /// What its pages' names begin with.
    var prefix: String { name.isEmpty ? "" : name + "." }
}

extension TableTree {
    /// A page's name within its space.
    func baseName(_ page: Int) -> String {
        let page = pages[page]
        return String(page.name.dropFirst(spaces[page.space].prefix.count))
    }

    /// The page of `space` with that name; stage 2's belong to the VM.
    func page(_ name: String, stage: Int, space: Int) -> Int? {
        page(spaces[space].prefix + name, stage: stage)
    }

    /// Pages with the same address as `page` whose translations a TLB cannot tell from its own: the same VMID, and
    /// for stage 1 the same ASID unless `isGlobal`.
    func sameAddress(_ page: Int, isGlobal: Bool, everyASID: Bool = false) -> UInt64 {
        let own = pages[page], space = spaces[own.space]
        if spaces.count == 1 { return 1 << UInt64(page) }
        return pages.indices.reduce(0) { mask, other in
            let place = pages[other], otherSpace = spaces[place.space]
            guard place.stage == own.stage, otherSpace.vmid == space.vmid, baseName(other) == baseName(page)
            else { return mask }
            let isAlike = own.stage == 2 || isGlobal || everyASID || otherSpace.asid == space.asid
            return isAlike ? mask | 1 << UInt64(other) : mask
        }
    }
}
