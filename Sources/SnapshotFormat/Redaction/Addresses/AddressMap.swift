internal import Arm64

/// Where kernel addresses go so that they no longer tell what KASLR chose: the image to where it was linked,
/// the linear map to a fixed offset, everything else to zero.
struct AddressMap {
    /// Addresses stay as they are.
    let isIdentity: Bool
    /// How far the image was moved up.
    private(set) var slide: UInt64 = 0
    /// `_text` and `_stext` as linked, if known: they tell another file's slide.
    private(set) var linked: [(name: StaticString, address: UInt64)] = []
    /// PHYS_OFFSET before and after; nil where it is to be left out.
    private(set) var offsets: (raw: UInt64, canonical: UInt64)?
    private var image: AddressRange?
    private var linear: AddressRange?

    init(_ context: RedactionContext) {
        isIdentity = context.keepAddresses
        let note = NoteText(context.vmcoreinfo)
        let memory = MemoryList(iomem: context.iomem, memblock: context.memblock)
        let symbols = SymbolText(context.kallsyms)
        findSlide(note, symbols)
        placeImage(note, symbols, memory)
        placeLinearMap(note, memory)
    }

    /// What `address` becomes: addresses of user space and of no address space stay.
    func mapped(_ address: UInt64) -> UInt64 {
        guard !isIdentity, address >= Self.lowestKernelAddress else { return address }
        if image?.contains(address) == true { return address &- slide }
        guard let offsets, let linear, linear.contains(address) else { return 0 }
        // What leaves the linear map was never in it: of a PHYS_OFFSET of another boot, say.
        let moved = address &+ offsets.raw &- offsets.canonical
        return linear.contains(moved) ? moved : 0
    }

    /// Where the linear map of 52 bits begins.
    static let lowestKernelAddress: UInt64 = 0xfff0_0000_0000_0000

    /// Where an image would be linked of which only its running place is known: Linux's base since 6.5, and
    /// the part of the address that randomisation never touches.
    static func assumedLink(of text: UInt64) -> UInt64 { 0xffff_8000_8000_0000 | text & 0x1f_ffff }

    private mutating func findSlide(_ note: NoteText, _ symbols: SymbolText) {
        let running = note.hexadecimal("SYMBOL(_stext)=")
        if let offset = note.hexadecimal("KERNELOFFSET=") {
            slide = offset
            if let running { linked.append(("_stext", running &- offset)) }
        } else if let running, running >= Self.lowestKernelAddress {
            slide = running &- Self.assumedLink(of: running)
            linked.append(("_stext", running &- slide))
        } else if let text = symbols.address("_text") ?? symbols.address("_stext") {
            slide = text &- Self.assumedLink(of: text)
        }
        if let text = symbols.address("_text") { linked.append(("_text", text &- slide)) }
    }

    /// The image from its first byte to its last: by symbols, else by its size in memory, else a bound that no
    /// kernel comes near.
    private mutating func placeImage(_ note: NoteText, _ symbols: SymbolText, _ memory: MemoryList) {
        guard
            let text = symbols.address("_text") ?? symbols.address("_stext")
                ?? note.hexadecimal("SYMBOL(_stext)=").map({ $0.roundedDown(to: 1 << 16) &- (1 << 16) })
        else { return }
        let size = memory.image.map { $0.size + (4 << 20) } ?? 64 << 20
        image = AddressRange(text, symbols.address("_end").map { $0 &+ 1 } ?? text &+ size)
    }

    /// The linear map is the kernel's lower half since 5.4 (`PAGE_OFFSET`, `PAGE_END`); before, its upper.
    private mutating func placeLinearMap(_ note: NoteText, _ memory: MemoryList) {
        guard let raw = note.number("NUMBER(PHYS_OFFSET)="), let bits = note.number("NUMBER(VA_BITS)="),
            bits >= 36, bits <= 52
        else { return }
        let release = note.value("OSRELEASE=").flatMap {
            KernelVersion(prefixOf: String(decoding: $0, as: UTF8.self))
        }
        guard release.map({ $0 >= KernelVersion(5, 4) }) ?? true else { return }
        let granule = note.number("PAGESIZE=").flatMap { Granule(rawValue: $0) }
        let choice = PhysicalOffset(raw: raw, granule: granule, vaBits: bits, memory: memory)
        guard let canonical = choice.canonical else { return }
        offsets = (raw, canonical)
        let least: UInt64 = granule == .k16 ? 47 : 48
        linear = AddressRange(0 &- (1 << bits), 0 &- (1 << (min(bits, least) - 1)))
    }
}
