import Arm64
import HostFacts

/// `debug_pagealloc=`: the allocator unmaps every free page, so it always needs pages.
public enum DebugPagealloc {
    static let rule = Rule(
        "debug-pagealloc", "debug_pagealloc forces pages", .from(v(4, 12)),
        says:
            "With CONFIG_DEBUG_PAGEALLOC and the feature switched on, the whole map is built of pages on any CPU.",
        explanation: """
            debug_pagealloc makes free pages invalid one by one in the linear map, from any context. It needs \
            CONFIG_DEBUG_PAGEALLOC, and either debug_pagealloc=on or CONFIG_DEBUG_PAGEALLOC_ENABLE_DEFAULT. It is \
            tested before FEAT_BBM is, so it forces pages even where blocks could be split. Which pages are valid \
            is then the allocator's business and changes by the second.
            """,
        sources: ["source of 5.10.223, 6.1.176, 6.12.117, 7.3.4 (map_mem, force_pte_mapping)"])

    /// Reads the setting. The value is parsed as a boolean; e/d for enable/disable are known to 7.3.
    static func setting(_ host: Host, version: KernelVersion) -> Setting<Bool> {
        let parameters = host.commandLine?.value.all("debug_pagealloc") ?? []
        var value: Bool?
        for parameter in parameters {
            guard let text = parameter.value else { continue }
            let bytes = Array(text.utf8)
            if let bool = KernelNumber.bool(
                bytes, acceptsTrueFalse: version >= v(5, 19), acceptsEnableDisable: version >= v(7, 2))
            {
                value = bool
            }
        }
        let line = parameters.isEmpty ? [] : [host.commandLine?.evidence].compactMap { $0 }
        guard let config = host.config else {
            guard value == true else { return Setting(false, line) }
            return Setting(
                assuming: false,
                because: "debug_pagealloc=on has no effect unless CONFIG_DEBUG_PAGEALLOC is set",
                line, alternatives: [.init(true, if: "CONFIG_DEBUG_PAGEALLOC is set")])
        }
        let built = config.isSet("DEBUG_PAGEALLOC")
        guard built.value else { return Setting(false, [built.evidence]) }
        let byDefault = config.isSet("DEBUG_PAGEALLOC_ENABLE_DEFAULT")
        if let value { return Setting(value, [built.evidence] + line) }
        let evidence = [built.evidence, byDefault.evidence]
        guard host.commandLine == nil else { return Setting(byDefault.value, evidence) }
        let word = byDefault.value ? "off" : "on"
        return Setting(
            assuming: byDefault.value, because: "no command line in the snapshot", evidence,
            alternatives: [.init(!byDefault.value, if: "debug_pagealloc=\(word) is on the command line")])
    }

    /// The rule's word on a host; nil where the feature is off, which is nearly always.
    static func reason(_ setting: Setting<Bool>) -> Reason? {
        guard setting.value else { return nil }
        return Reason(
            rule, .pages, "debug_pagealloc is on: every page must be mapped on its own.", setting.evidence)
    }
}
