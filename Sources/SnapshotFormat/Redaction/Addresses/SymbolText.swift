/// A listing of symbols, "ADDRESS TYPE NAME" and "[MODULE]" where one is a module's.
struct SymbolText {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]?) { self.bytes = bytes ?? [] }

    /// One symbol's line.
    struct Line {
        let address: UInt64
        /// The digits of the address.
        let digits: ArraySlice<UInt8>
        let type: UInt8
        let name: ArraySlice<UInt8>
        /// What stands behind the name: a module's, mostly.
        let rest: ArraySlice<UInt8>

        init?(_ line: ArraySlice<UInt8>) {
            let text = line.drop { $0.isBlank }
            digits = text.firstWord
            guard digits.count >= 8, let address = Hexadecimal.value(digits) else { return nil }
            let behind = text[digits.endIndex...]
            guard behind.count > 3, let type = behind.dropFirst().first, behind.dropFirst(2).first == 0x20
            else {
                return nil
            }
            self.address = address
            self.type = type
            name = behind.dropFirst(3).firstWord
            rest = behind[name.endIndex...].trimmed()
        }
    }

    /// The kernel's address of the symbol `name`; nil if it is not listed, or hidden.
    func address(_ name: StaticString) -> UInt64? {
        for line in Lines.split(bytes) {
            guard let symbol = Line(line), symbol.name.equals(name), symbol.rest.isEmpty else { continue }
            return symbol.address >= AddressMap.lowestKernelAddress ? symbol.address : nil
        }
        return nil
    }
}
