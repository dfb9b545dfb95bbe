import Sandbox
import Testing

@Suite struct ProbeTests {
  @Test func probes() async throws {
    let r = await Sandbox.probe()
    for l in r.lines { print(l) }
    print(r.launch)
    let u = await Sandbox.probe(.unconfined)
    for l in u.lines { print(l) }
  }
}
