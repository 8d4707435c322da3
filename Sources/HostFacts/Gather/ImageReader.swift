import Arm64

/// Where the kernel image lies: from /proc/iomem, and from symbols where those are finer.
enum ImageReader {
    static func image(_ iomem: Iomem?, _ symbols: KernelSymbols, _ geometry: Geometry) -> KernelImage? {
        var image = KernelImage()
        image.code = iomem?.all(named: "Kernel code").first?.sourced
        image.data = iomem?.all(named: "Kernel data").first?.sourced
        let translate = translation(image, symbols, geometry)
        image.text = physical("_text", symbols, translate)
        image.stext = physical("_stext", symbols, translate)
        image.initBegin = physical("__init_begin", symbols, translate)
        image.initEnd = physical("__init_end", symbols, translate)
        image.bssStop = physical("__bss_stop", symbols, translate)
        return image == KernelImage() ? nil : image
    }

    /// Virtual minus physical address of the image. `_sdata` and the start of "Kernel data" give it
    /// even where addresses were rebased; vmcoreinfo serves otherwise.
    private static func translation(_ image: KernelImage, _ symbols: KernelSymbols, _ geometry: Geometry)
        -> UInt64?
    {
        if let data = image.data, let sdata = address("_sdata", symbols) ?? address("__init_end", symbols) {
            return sdata.value &- data.value.start
        }
        return geometry.kimageVoffset?.value
    }

    private static func address(_ name: String, _ symbols: KernelSymbols) -> Sourced<UInt64>? {
        symbols.addresses[name].flatMap { $0.value == 0 ? nil : $0 }
    }

    private static func physical(_ name: String, _ symbols: KernelSymbols, _ offset: UInt64?) -> Sourced<
        UInt64
    >? {
        guard let offset, let symbol = address(name, symbols) else { return nil }
        let value = symbol.value &- offset
        return value < Iomem.addressLimit ? Sourced(value, symbol.evidence) : nil
    }
}
