import LinearMap

extension Verification.Cause {
    /// In words, for lists.
    var words: String {
        switch self {
        case .kfenceSample: "validity inside the KFENCE pool, which changes with every sample"
        case .kfenceLate: "a pool of KFENCE, switched on after boot"
        case .runTimeSplit: "leaves split since boot (beside modules, BPF programs, secret memory)"
        case .moduleText: "pages made read-only since boot (text and constants of modules, BPF programs)"
        case .secretMemory: "single pages taken out of the map (memfd_secret)"
        case .debugPagealloc: "validity under debug_pagealloc, which changes with every allocation"
        case .hotPlug: "whole memory blocks that came or went between the files of the snapshot"
        case .deviceMemory: "memory of a device (persistent, CXL), mapped by its driver"
        case .unknownFact: "something the snapshot does not tell (see linmap predict, \"Not known\")"
        case .unexplained: "not explained: the prediction is wrong here, or the kernel is not what it says"
        }
    }
}
