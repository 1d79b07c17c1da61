import Foundation
import NNCCRuntime
import Synchronization
import Testing

@Suite struct ThreadPoolTests {
  /// How often each part ran in `repeats` calls.
  private static func tally(parts: Int, on pool: borrowing ThreadPool, repeats: Int = 1) -> [Int] {
    var counts = [Int](repeating: 0, count: parts)
    for _ in 0..<repeats {
      pool.run(parts: parts, &counts) { context, part in
        // Each part has its own element: threads meet there only if a part runs twice.
        context.assumingMemoryBound(to: Int.self)[part] += 1
      }
    }
    return counts
  }

  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 3, 7, 64, 1001])
  func everyPartRunsOnceInEachCall(threads: Int, parts: Int) {
    let pool = ThreadPool(threads: threads)
    #expect(Self.tally(parts: parts, on: pool, repeats: 100) == Array(repeating: 100, count: parts))
  }

  @Test func manyShortCallsInARowMixNoParts() {
    let pool = ThreadPool(threads: 3)
    for parts in 1...16 {
      #expect(Self.tally(parts: parts, on: pool, repeats: 5000) == Array(repeating: 5000, count: parts))
    }
  }

  @Test func callsWakeParkedWorkers() {
    let pool = ThreadPool(threads: 2)
    for _ in 0..<20 {
      usleep(2000)
      let met = Self.meet(on: pool)
      #expect(met)
    }
  }

  @Test func theCallerAndAWorkerRunPartsAtTheSameTime() {
    let met = Self.meet(on: ThreadPool(threads: 2))
    #expect(met)
  }

  /// Whether two parts, each of which waits for the other to begin, both do within ten seconds.
  private static func meet(on pool: borrowing ThreadPool) -> Bool {
    final class Meeting: Sendable {
      let arrived = Atomic<Int>(0)
      let met = Atomic<Int>(0)
    }
    let meeting = Meeting()
    pool.run(parts: 2, Unmanaged.passUnretained(meeting).toOpaque()) { context, _ in
      let meeting = Unmanaged<Meeting>.fromOpaque(context).takeUnretainedValue()
      meeting.arrived.add(1, ordering: .sequentiallyConsistent)
      let deadline = Date.now + 10
      while meeting.arrived.load(ordering: .sequentiallyConsistent) < 2, Date.now < deadline {}
      if meeting.arrived.load(ordering: .sequentiallyConsistent) == 2 {
        meeting.met.add(1, ordering: .sequentiallyConsistent)
      }
    }
    return meeting.met.load(ordering: .sequentiallyConsistent) == 2
  }

  @Test func aCallWithinACallRunsAllItsParts() {
    final class Nest: Sendable {
      let pool = ThreadPool(threads: 2)
      let runs = (0..<64).map { _ in Counter() }
    }
    final class Counter: Sendable { let value = Atomic<Int>(0) }
    let nest = Nest()
    nest.pool.run(parts: 8, Unmanaged.passUnretained(nest).toOpaque()) { context, outer in
      var place = (nest: Unmanaged<Nest>.fromOpaque(context), outer: outer)
      place.nest.takeUnretainedValue().pool.run(parts: 8, &place) { context, inner in
        let place = context.load(as: (nest: Unmanaged<Nest>, outer: Int).self)
        place.nest.takeUnretainedValue().runs[8 * place.outer + inner].value
          .add(1, ordering: .relaxed)
      }
    }
    #expect(nest.runs.map { $0.value.load(ordering: .relaxed) } == Array(repeating: 1, count: 64))
  }

  @Test func callsFromSeveralThreadsAtOnceAllFinish() {
    let pool = ThreadPool(threads: 2)
    let right = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<500 where Self.tally(parts: 9, on: pool) == Array(repeating: 1, count: 9) {
        right.add(1, ordering: .relaxed)
      }
    }
    #expect(right.load(ordering: .relaxed) == 2000)
  }

  @Test func poolsCanEndAtAnyMoment() {
    for round in 0..<200 {
      let pool = ThreadPool(threads: 3)
      if round % 2 == 0 { #expect(Self.tally(parts: 5, on: pool) == [1, 1, 1, 1, 1]) }
      if round % 10 == 0 { usleep(200) }
    }
  }

  @Test func aPoolHasAtLeastTheCallersThreadAndABoundedNumber() {
    #expect(ThreadPool(threads: -5).threads == 1)
    #expect(ThreadPool(threads: 4).threads == 4)
    #expect(ThreadPool(threads: .max).threads <= ThreadPool.mostThreads)
  }
}
