using System.Collections.Concurrent;
using System.Diagnostics;
using Hitl.SemanticKernel.Tests.Support;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>Recorded conversations, paused and resumed in new processes, are stored as they were.</summary>
public class TranscriptReplayTests(RedisServers servers)
{
    [Theory]
    [AllServers(TurnPath.Connector)]
    [AllServers(TurnPath.StreamedConnector)]
    [AllServers(TurnPath.ChatClient)]
    [AllServers(TurnPath.StreamedChatClient)]
    [AllServers(TurnPath.Oversight)]
    [AllServers(TurnPath.StreamedOversight)]
    public Task A_conversation_is_stored_as_it_was(ServerKind kind, TurnPath path) => ReplayAsync(kind, [path]);

    [Theory]
    [AllServers(TurnPath.Connector, TurnPath.ChatClient)]
    [AllServers(TurnPath.StreamedChatClient, TurnPath.StreamedConnector)]
    [AllServers(TurnPath.Oversight, TurnPath.Connector)]
    [AllServers(TurnPath.StreamedConnector, TurnPath.StreamedOversight)]
    public Task A_conversation_can_change_its_path(ServerKind kind, TurnPath one, TurnPath other) => ReplayAsync(kind, [one, one, other]);

    [Theory]
    [AllServers(TurnPath.StreamedChatClient)]
    [AllServers(TurnPath.Oversight)]
    [AllServers(TurnPath.StreamedOversight)]
    public Task A_conversation_can_wait_at_every_call(ServerKind kind, TurnPath path) => ReplayAsync(kind, [path], everyCall: true);

    private async Task ReplayAsync(ServerKind kind, IReadOnlyList<TurnPath> paths, bool everyCall = false)
    {
        var transcripts = Transcripts.Require();
        var server = await servers.GetAsync(kind);
        var model = new TranscriptModel(transcripts.Conversations);
        await using var stub = await OpenAIStub.StartAsync(model.Answer);
        var client = stub.Client();
        var prefix = server.NewPrefix();
        var failures = new ConcurrentBag<Exception>();
        var (pauses, approvals) = (0, 0);

        var time = Stopwatch.StartNew();
        await Parallel.ForEachAsync(transcripts.Conversations, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (transcript, _) =>
        {
            var replay = new TranscriptReplay(transcript, transcripts, model, client, server, prefix, paths, everyCall);
            try
            {
                await replay.RunAsync();
            }
            catch (Exception e)
            {
                failures.Add(new InvalidOperationException($"{transcript}, after {replay.Pauses} pauses: {e.Message}", e));
            }

            Interlocked.Add(ref pauses, replay.Pauses);
            Interlocked.Add(ref approvals, replay.Approvals);
        });

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{transcripts.Conversations.Count} conversations, {pauses} pauses, {approvals} approvals, {stub.Requests.Count} requests, {time.Elapsed.TotalSeconds:0.0} s");
        if (!failures.IsEmpty)
        {
            throw new AggregateException($"{failures.Count} of {transcripts.Conversations.Count} conversations failed.", failures.Take(3));
        }
    }
}
