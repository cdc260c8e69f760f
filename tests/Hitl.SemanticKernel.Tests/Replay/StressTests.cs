using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Hitl.SemanticKernel.Tests.Support;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Random conversations with random decisions in random processes have the log, the calls and the effects that they must have.</summary>
public class StressTests(RedisServers servers)
{
    private const int Cases = 200;

    [Fact]
    public async Task Any_conversation_has_each_effect_once_and_each_result_in_its_place()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var scripts = new ConcurrentDictionary<string, StressScript>();
        await using var stub = await OpenAIStub.StartAsync(request => scripts[(string)request["model"]!].Answer(request));
        var client = stub.Client();
        var seed = ulong.Parse(Environment.GetEnvironmentVariable("HITL_STRESS_SEED") ?? "1", CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"HITL_STRESS_SEED={seed}");

        // Not Sample, whose seed only fixes the first case.
        var random = new PCG(1, seed);
        var examples = Enumerable.Range(0, Cases).Select(i => StressCase.Any.Generate(random, null, out _)).ToList();
        var failures = new ConcurrentBag<Exception>();
        var (pauses, time) = (0, Stopwatch.StartNew());
        await Parallel.ForEachAsync(examples.Index(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (example, _) =>
        {
            var id = $"stress {example.Index}";
            var script = scripts[id] = new StressScript(example.Item);
            var run = new StressRun(example.Item, script, id, client, server, server.NewPrefix());
            try
            {
                await run.RunAsync();
            }
            catch (Exception e)
            {
                failures.Add(new InvalidOperationException($"Case {example.Index}, {example.Item}: {e.Message}", e));
            }

            Interlocked.Add(ref pauses, run.Pauses);
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases} conversations, {pauses} pauses, {stub.Requests.Count} requests, {time.Elapsed.TotalSeconds:0.0} s");
        if (!failures.IsEmpty)
        {
            throw new AggregateException($"{failures.Count} of {Cases} cases failed.", failures.OrderBy(f => f.Message.Length).Take(3));
        }
    }
}
