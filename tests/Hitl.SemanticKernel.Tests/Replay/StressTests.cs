using System.Collections.Concurrent;
using System.Diagnostics;
using CsCheck;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Random conversations with random decisions in random processes have the log, the calls and the effects that they must have.</summary>
public class StressTests(RedisServers servers)
{
    /// <summary>Where the random cases begin; <c>HITL_STRESS_SEED</c> names another.</summary>
    private const string Seed = "0000KIcQK9rM";

    [Fact]
    public async Task Any_conversation_has_each_effect_once_and_each_result_in_its_place()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var scripts = new ConcurrentDictionary<string, StressScript>();
        await using var stub = await OpenAIStub.StartAsync(request => scripts[(string)request["model"]!].Answer(request));
        var client = AgentApp.ClientOf(stub);
        var seed = Environment.GetEnvironmentVariable("HITL_STRESS_SEED") ?? Seed;
        TestContext.Current.TestOutputHelper?.WriteLine($"HITL_STRESS_SEED={seed}");
        var (cases, pauses, time) = (0, 0, Stopwatch.StartNew());

        await StressCase.Any.SampleAsync(
            async example =>
            {
                var id = $"stress {Interlocked.Increment(ref cases)}";
                var script = scripts[id] = new StressScript(example);
                var run = new StressRun(example, script, id, client, server, server.NewPrefix());
                await run.RunAsync();
                Interlocked.Add(ref pauses, run.Pauses);
            },
            seed: seed, iter: 200, threads: 4, print: example => example.ToString());

        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} conversations, {pauses} pauses, {stub.Requests.Count} requests, {time.Elapsed.TotalSeconds:0.0} s");
    }
}
