using System.Globalization;

namespace Hitl.SemanticKernel.Tests.Ledger;

public class ParallelTests(RedisServers servers)
{
    [Theory, AllServers]
    public async Task Fifty_threads_pause_and_resume_at_once_in_several_providers_and_each_effect_happens_once(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var apps = Enumerable.Range(0, 4).Select(_ => new LedgerApp(server.Connection, prefix)).ToArray();
        var ids = Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"t{i}")).ToArray();

        var paused = await Task.WhenAll(ids.Select((id, i) => Task.Run(() => apps[i % 4].InvokeAsync(id, $"Look {id}, Pay {id}, Note {id} | Pay {id}-2"))));
        await Task.WhenAll(paused.Select((turn, i) => Task.Run(() => apps[(i + 1) % 4].Desk.ApproveAsync(Assert.Single(turn.Reviews), LedgerApp.Ana))));
        var again = await Task.WhenAll(ids.Select((id, i) => Task.Run(() => apps[(i + 2) % 4].ResumeAsync(id))));
        await Task.WhenAll(again.Select((turn, i) => Task.Run(() => apps[(i + 3) % 4].Desk.ApproveAsync(Assert.Single(turn.Reviews), LedgerApp.Ana))));
        var done = await Task.WhenAll(ids.Select((id, i) => Task.Run(() => apps[i % 4].ResumeAsync(id))));

        foreach (var (id, turn) in ids.Zip(done))
        {
            Assert.Equal($"done: Look {id} ok; Pay {id} ok; Note {id} ok; Pay {id}-2 ok", turn.Message!.Content);
            Assert.Equal([$"Look {id}", $"Note {id}", $"Pay {id}", $"Pay {id}-2"], (await apps[0].Till.DoneAsync(id)).Order());
            await apps[1].AssertWholeAsync(id);
        }

        Assert.Empty(await apps[0].Desk.ListAsync(1000));
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }
}
