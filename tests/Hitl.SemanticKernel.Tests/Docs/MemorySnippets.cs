using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel.Tests.Docs;

public class MemorySnippets(RedisServers servers)
{
    [Theory, AllServers]
    public async Task An_app_remembers(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var (connectionString, prefix) = (server.ConnectionString, server.NewPrefix());
        var services = new ServiceCollection();
        var generator = new DocEmbeddings();
        var chatClient = new ScriptedClient(messages => new ChatMessage(ChatRole.Assistant, messages[0].Text.StartsWith("You decide", StringComparison.Ordinal)
            ? """{"memories":[{"text":"Ann prefers refunds as vouchers.","topics":["refunds"]}]}"""
            : messages[0].Text.StartsWith("You keep the memory", StringComparison.Ordinal) ? """{"relation":"distinct"}"""
            : "Noted."));

        #region memory-register
        services.AddSingleton(new RedisStore(new() { Configuration = connectionString, KeyPrefix = prefix }));
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(generator);
        services.AddChatClient(chatClient);
        services.AddMemory(options =>
        {
            options.LongTerm.Dimensions = 1536;    // if the generator does not say it
            options.Working.ContextWindow = 128_000;
        });
        #endregion

        await using var provider = services.BuildServiceProvider();

        #region memory-working
        var memory = provider.GetRequiredService<AgentMemory>();
        var ann = new MemoryScope("shop", userId: "ann");
        var thread = memory.Thread("ticket 4711", ann);

        await thread.AppendAsync([new(ChatRole.User, "I prefer vouchers to refunds."), new(ChatRole.Assistant, "Noted.")]);
        await thread.UpdateDataAsync(new() { ["order"] = "1042" });

        var messages = await thread.ReadForModelAsync(tokens: 8_000);    // the summary, then the newest messages that fit
        #endregion

        Assert.Equal(2, messages.Count);

        #region memory-flush
        await memory.FlushAsync(ann);    // what was said is now found
        var page = await memory.LongTerm.SearchAsync(ann, new() { Text = "How does Ann want her refunds?", Explain = true });
        foreach (var result in page.Results)
        {
            Console.WriteLine($"{result.Score:F2} {result.Memory.Text} (similarity {result.Explanation!.Similarity:F2})");
        }
        #endregion

        Assert.Equal("Ann prefers refunds as vouchers.", Assert.Single(page.Results).Memory.Text);

        #region memory-create
        var write = await memory.LongTerm.CreateAsync(ann, new NewMemory
        {
            Text = "Ann's order 1042 arrived broken.",
            Type = MemoryType.Episodic,
            Topics = ["orders"],
            EventDate = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero),
        });
        await memory.LongTerm.EditAsync(ann, write.Memory.Id, new() { Pinned = true, EventDate = null });    // null clears
        #endregion

        #region memory-filter
        var recent = await memory.LongTerm.SearchAsync(ann, new()
        {
            Text = "broken things",
            Filter = new() { Topics = new() { All = ["orders"] }, CreatedAt = new() { After = DateTimeOffset.UnixEpoch } },
            Limit = 5,
        });
        #endregion

        Assert.Single(recent.Results);

        #region memory-forget
        var would = await memory.LongTerm.ForgetAsync(ann, new() { MaxAge = TimeSpan.FromDays(365), MaxInactivity = TimeSpan.FromDays(90), DryRun = true });
        await memory.LongTerm.DeleteAsync(ann, [write.Memory.Id]);
        #endregion

        Assert.Empty(would.Ids);
        Assert.Null(await memory.LongTerm.GetAsync(ann, write.Memory.Id));

        #region memory-undo
        await memory.LongTerm.UndoMergeAsync(ann, write.Memory.Id);
        var then = await memory.LongTerm.SearchAsync(ann, new() { Text = "refunds", ValidAt = DateTimeOffset.UnixEpoch });
        #endregion

        Assert.Empty(then.Results);
        await UseAsync(provider, memory, ann, chatClient);
    }

    private static async Task UseAsync(IServiceProvider provider, AgentMemory memory, MemoryScope ann, IChatClient model)
    {
        #region memory-chat
        var client = model.AsBuilder().UseMemory(memory, options => options.KeepConversation = true).UseFunctionInvocation().Build(provider);
        var response = await client.GetResponseAsync("What do I prefer?", new ChatOptions().UseMemory(ann, threadId: "ticket 4712"));
        #endregion

        Assert.Equal("Noted.", response.Text);

        #region memory-behind
        var behind = model.AsBuilder().UseKernelFunctionInvocation().UseMemory(memory).Build(provider);
        using (MemoryContext.Use(new(ann, "ticket 4711")))
        {
            await behind.GetResponseAsync("What do I prefer?");    // or a turn of a CheckpointedThread
        }
        #endregion

        #region memory-kernel
        var kernel = new Kernel();
        kernel.Plugins.AddMemory(memory, ann, threadId: "ticket 4711");    // tools
        kernel.AddMemoryRecall(memory).UseMemory(ann);                     // prompts of prompt functions
        #endregion

        Assert.Equal(9, kernel.Plugins["memory"].FunctionCount);

        #region memory-tools
        var options = new ChatOptions { Tools = [.. MemoryTools.Create(memory, ann, threadId: "ticket 4711")] };
        #endregion

        Assert.Equal(9, options.Tools.Count);
#pragma warning disable MEAI001
        #region memory-reducers
        var chat = new SummarizingMemoryReducer(model, new() { ContextWindow = 16_000 });     // IChatReducer
        var history = new SummarizingHistoryReducer(model, new() { ContextWindow = 16_000 }); // IChatHistoryReducer
        #endregion
#pragma warning restore MEAI001

        Assert.Null(await history.ReduceAsync(new ChatHistory("short")));
        Assert.Single(await chat.ReduceAsync([new ChatMessage(ChatRole.User, "short")], CancellationToken.None));
    }
}
