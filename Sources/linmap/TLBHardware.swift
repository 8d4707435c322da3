import Arm64
import LinearMap
import TLB

/// Which TLBs are simulated, and who decided so.
struct TLBHardware {
    let hierarchy: Hierarchy
    let core: CoreProfile?
    let choice: String
    var notes: [String] = []

    /// From the options, else from the CPUs of `prediction`.
    init(_ options: HardwareArguments, _ prediction: Prediction?) throws(TLBFailure) {
        if let spec = options.tlb {
            guard options.core == nil else {
                throw .usage("--core and --tlb contradict each other")
            }
            do throws(TLBSpecError) {
                hierarchy = try TLBSpec.parse(spec)
            } catch {
                throw .usage("--tlb \(spec): \(error.message)")
            }
            core = nil
            choice = "--tlb \(spec)"
            return
        }
        let profile: CoreProfile
        if let name = options.core {
            do throws(CoreProfiles.UnknownCore) {
                profile = try CoreProfiles.named(name)
            } catch {
                throw .usage("--core \(name): \(error.message)")
            }
            choice = "--core \(name)"
        } else {
            let (found, midr) = try Self.captured(prediction)
            profile = found
            choice = "the snapshot's \(CoreCatalogue.describe(midr))"
            notes += Self.otherCores(than: found, prediction)
        }
        do throws(TLBShapeError) {
            hierarchy = try profile.hierarchy()
        } catch {
            throw .usage("--core: \(error.message)")
        }
        core = profile
    }

    /// The profile of the boot CPU.
    private static func captured(
        _ prediction: Prediction?
    ) throws(TLBFailure) -> (CoreProfile, MIDR) {
        guard let prediction else {
            throw .usage("without a snapshot --core or --tlb says which TLB is simulated")
        }
        let file = prediction.host.name
        guard let midr = prediction.host.cpus.first?.midr.value else {
            throw .snapshot(
                .init(
                    .badData, file: file, "names no CPU", expected: "--core or --tlb beside such a snapshot"))
        }
        guard let profile = CoreProfiles.profile(midr) else {
            throw .snapshot(
                .init(
                    .badData, file: file,
                    "has CPUs whose TLB is not known (\(CoreCatalogue.describe(midr)))",
                    expected: "--core with another core, or --tlb"))
        }
        return (profile, midr)
    }

    private static func otherCores(than profile: CoreProfile, _ prediction: Prediction?) -> [String] {
        let others = (prediction?.host.cpus ?? []).map(\.midr.value)
            .filter { CoreProfiles.profile($0) != profile }
        guard let first = others.first else { return [] }
        return [
            "The host also has \(CoreCatalogue.describe(first)) CPUs, which are not simulated; --core does."
        ]
    }
}
