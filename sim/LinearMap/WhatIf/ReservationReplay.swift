import Arm64
import HostFacts

/// The reservations of a host made anew: the KFENCE pool and the crash kernel, in the kernel's order, on the
/// memory that firmware left.
struct ReservationReplay {
    /// What decides where the crash kernel's memory comes to lie. Two boots of one host that agree in it put
    /// the region at the same place.
    struct Inputs: Hashable {
        var option: CrashkernelOption
        var state: Crashkernel.State
        var algorithm: CrashReserver.Algorithm
        var rule: String
        var granule: Granule
        var memoryMapFirst: Bool
        var poolBytes: UInt64?
        var tableBytes: UInt64
    }

    /// What was asked for, and everything that decides about it.
    private(set) var inputs: Inputs
    /// What the crash kernel got.
    private(set) var crash: CrashReservation
    /// The part of it that was reserved before the map was built.
    private(set) var beforeMap: [CrashReservation.Piece] = []
    /// The KFENCE pool.
    private(set) var pool: AddressRange?
    /// Bytes by which what was taken before could shift a region above the DMA limit.
    private(set) var playBytes: UInt64 = 0
    /// `arm64_dma_phys_limit`.
    let dmaLimit: Setting<UInt64>

    private let addressLimit: UInt64

    /// Nil without memory in the snapshot.
    init?(_ host: Host) {
        guard let memory = host.memory else { return nil }
        let settings = Settings(host)
        let version = settings.version.value, granule = settings.granule.value
        let state = settings.crashkernel.value
        addressLimit = Self.addressLimit(host)
        dmaLimit = state.dmaZones ? DMALimit.setting(host) : Setting(addressLimit, [])
        inputs = Inputs(
            option: Self.option(host, memory, settings), state: state,
            algorithm: Self.algorithm(state, version), rule: Crashkernel.rule(version, patch: state.patch).id,
            granule: granule, memoryMapFirst: version < v(7, 0),
            poolBytes: Kfence.poolBytes(
                settings.kfence.value, version: version, symbols: host.symbols, granule: granule),
            tableBytes: 0)
        crash = CrashReservation()
        var boot = EarlyBoot(
            host, memory: memory, version: version, granule: granule, dmaLimit: dmaLimit.value)
        run(host, settings, &boot)
    }

    private mutating func run(_ host: Host, _ settings: Settings, _ boot: inout EarlyBoot) {
        var request: CrashkernelOption.Request?
        if case .request(let asked) = inputs.option.verdict, inputs.state.kexec, asked.size > 0 {
            request = asked
        }
        let phases = Crashkernel.phases(
            inputs.state, version: settings.version.value, isHigh: request?.isHigh ?? false)
        if var early = request, phases.beforeLimit.contains(.crash) {
            if !phases.beforeLimit.contains(.low), early.isHigh { early.lowSize = 0 }
            crash = reserver(boot).reserve(early)
            beforeMap = crash.pieces
            boot.take(beforeMap)
        }
        pool = inputs.poolBytes.flatMap { boot.takePool($0) }
        inputs.tableBytes = tableBytes(host)
        playBytes = boot.memoryMapBytes &+ inputs.tableBytes
        boot.takeUntilCrash(tableBytes: inputs.tableBytes)
        guard let request else { return refuse() }
        if phases.afterLimit.contains(.crash) {
            crash = reserver(boot).reserve(request)
        } else if phases.afterLimit.contains(.low) {
            addLow(request, boot)
        }
    }

    /// The series' second phase: low memory for a high region that is there already.
    private mutating func addLow(_ request: CrashkernelOption.Request, _ boot: EarlyBoot) {
        guard let base = beforeMap.first?.range.start, base >= dmaLimit.value else { return }
        crash = reserver(boot).addingLow(request.lowSize ?? CrashReserver.defaultLow, to: crash)
        // What was mapped apart stays so, even if the region was given back.
    }

    private mutating func refuse() {
        guard case .refused(let logged, let because) = inputs.option.verdict else { return }
        crash = CrashReservation(failure: logged ?? "nothing (\(because))")
    }

    private func reserver(_ boot: EarlyBoot) -> CrashReserver {
        var reserver = CrashReserver(
            boot.allocator, dmaLimit: dmaLimit.value, pageSize: inputs.granule.pageSize,
            algorithm: inputs.algorithm)
        reserver.addressLimit = addressLimit
        return reserver
    }

    /// Bytes of the map's tables with these placements.
    private func tableBytes(_ host: Host) -> UInt64 {
        let placed = placing(in: host, pool: true, crash: true)
        let settings = Settings(placed)
        return MapPlan(placed, settings, Decision(placed, settings)).build().tables.bytes
    }

    /// `host` with what was placed, each if asked for.
    func placing(in host: Host, pool placesPool: Bool, crash placesCrash: Bool) -> Host {
        var host = host
        let evidence = Evidence(file: "what-if", text: "simulated")
        if placesPool {
            host.kfence.pool = nil
            host.kfence.simulatedPool = pool.map { Sourced($0, evidence) }
        }
        if placesCrash {
            host.crash = CrashFacts()
            host.crash.ranges = crash.pieces.map { Sourced($0.range, evidence) }
                .sorted { $0.value.start < $1.value.start }
            host.crash.beforeMap = beforeMap.map { Sourced($0.range, evidence) }
            host.crash.failures = crash.failure.map { [Sourced($0, evidence)] } ?? []
        }
        return host
    }

    // MARK: - Inputs

    private static func option(
        _ host: Host, _ memory: MemoryMap, _ settings: Settings
    ) -> CrashkernelOption {
        let all = AddressSet((memory.boot + memory.noMap).map(\.value))
        // The series is written on top of 5.19, which knows ,high.
        let isSeries = settings.crashkernel.value.patch == .kdumpSeries
        let version = settings.version.value
        return CrashkernelOption(
            host.commandLine?.value.text ?? "", version: isSeries ? max(version, v(5, 19)) : version,
            systemRAM: all.byteCount)
    }

    private static func algorithm(
        _ state: Crashkernel.State, _ version: KernelVersion
    ) -> CrashReserver.Algorithm {
        state.patch == .kdumpSeries && version < v(6, 4) ? .series : .init(version)
    }

    /// PHYS_MASK + 1.
    private static func addressLimit(_ host: Host) -> UInt64 {
        let bits = host.config?.integer("ARM64_PA_BITS")?.value ?? 48
        return 1 << min(max(bits, 32), 52)
    }
}
