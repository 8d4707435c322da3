import HostFacts

/// The symbols that linmap's reader knows.
enum KernelNames {
    static var sorted: [String] { KernelSymbolsParser.interesting.sorted() }
}
