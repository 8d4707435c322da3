public import Snapshot
import SnapshotFormat

/// Reads `/proc/kallsyms` or a System.map: `ADDRESS TYPE NAME`, a module's symbols with `[module]`.
///
/// Only the symbols of `interesting` are kept, of the kernel itself and not of modules. An address of
/// zero means that the kernel hid it (kptr_restrict); the symbol still shows what the kernel was
/// built from.
public enum KernelSymbolsParser {
    /// The symbols that are kept.
    public static let interesting = Set(KernelSymbolNames.all.map(\.description))

    /// Reads `file`. Of a name that stands twice the first counts.
    ///
    /// - Throws: `.badData` for packed bytes, or a file in which no line has the form.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> KernelSymbols {
        try file.refuseForeignBytes()
        var symbols = KernelSymbols()
        symbols.file = file.path
        var sawSymbol = false
        for line in file.lines {
            var cursor = Cursor(line.bytes)
            cursor.skipBlanks()
            guard let address = cursor.hexDigits(), address.count >= 8, cursor.skip(0x20),
                let type = cursor.word(),
                type.count == 1, cursor.skip(0x20), let name = cursor.word()
            else { continue }
            sawSymbol = true
            cursor.skipBlanks()
            guard cursor.isAtEnd, name.count <= 40, line.isEnded else { continue }
            let text = name.text
            guard interesting.contains(text), symbols.addresses[text] == nil else { continue }
            symbols.addresses[text] = Sourced(address.value, line.evidence)
        }
        guard sawSymbol else {
            throw InputError(
                .badData, file: file.path, "no symbol line",
                expected: "lines such as ffff800080010000 T _stext")
        }
        return symbols
    }
}
