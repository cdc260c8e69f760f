using System.Text;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Services;

namespace Hitl.SemanticKernel;

/// <summary>Calls the model with the thread's log and lets Semantic Kernel invoke what it asks for.</summary>
internal static class ModelTurn
{
    public static Task<ModelReply> CallAsync(
        ThreadRun run, Kernel kernel, PromptExecutionSettings settings, Func<StreamingChatMessageContent, ValueTask>? update)
    {
        if (Find<IChatCompletionService>(kernel, settings) is { } service)
        {
            settings = GoesOn(run) && settings.FunctionChoiceBehavior is RequiredFunctionChoiceBehavior ? WithoutFunctions(settings) : settings;
            return update is null ? CompleteAsync(service, run, kernel, settings) : CompleteAsync(service, run, kernel, settings, update);
        }

        var client = Find<IChatClient>(kernel, settings)
            ?? throw new InvalidOperationException("The kernel has no chat service. Add one, for example with AddOpenAIChatCompletion or AddOpenAIChatClient.");
        return client.GetService<OversightChatClient>() is null
            ? CallAsync(client, run, kernel, settings, update)
            : throw new InvalidOperationException("The kernel's chat client has UseOversight(), which would keep a thread of its own. Give the kernel the client beneath it, with UseKernelFunctionInvocation().");
    }

    /// <summary>What is known of the model that would be called.</summary>
    public static (ChatClientMetadata? Client, string? ModelId) Describe(Kernel kernel, PromptExecutionSettings? settings)
    {
        settings ??= new PromptExecutionSettings();
        return Find<IChatCompletionService>(kernel, settings) is { } service
            ? (null, settings.ModelId ?? service.GetModelId())
            : (Find<IChatClient>(kernel, settings)?.GetService<ChatClientMetadata>(), settings.ModelId);
    }

    /// <summary>Whether the model is called with results, so that this is not the first request of its turn: a required call has been made.</summary>
    private static bool GoesOn(ThreadRun run) => run.Log is [.., var last] && last.Role == ChatRole.Tool;

    private static PromptExecutionSettings WithoutFunctions(PromptExecutionSettings settings)
    {
        settings = settings.Clone();
        settings.FunctionChoiceBehavior = null;
        return settings;
    }

    private static T? Find<T>(Kernel kernel, PromptExecutionSettings settings)
        where T : class =>
        settings.ServiceId is { } id ? kernel.Services.GetKeyedService<T>(id) : kernel.Services.GetService<T>();

    private static async Task<ModelReply> CompleteAsync(
        IChatCompletionService service, ThreadRun run, Kernel kernel, PromptExecutionSettings settings)
    {
        var history = Begin(run);
        var replies = await service.GetChatMessageContentsAsync(history, settings, kernel, run.Cancellation).ConfigureAwait(false);
        return Reply(run, history, replies.Count > 0 ? replies[0] : null);
    }

    private static async Task<ModelReply> CompleteAsync(
        IChatCompletionService service, ThreadRun run, Kernel kernel, PromptExecutionSettings settings, Func<StreamingChatMessageContent, ValueTask> update)
    {
        var history = Begin(run);
        var text = new StringBuilder();
        StreamingChatMessageContent? last = null;
        var seen = history.Count;
        var stream = service.GetStreamingChatMessageContentsAsync(history, settings, kernel, run.Cancellation);
        await foreach (var piece in stream.ConfigureAwait(false))
        {
            if (history.Count != seen)
            {
                // What was said before the calls is in the message of the calls.
                text.Clear();
                seen = history.Count;
            }

            if (run.HasEnded)
            {
                continue;
            }

            text.Append(piece.Content);
            run.AddStreamed(piece.InnerContent);
            last = piece;
            await update(piece).ConfigureAwait(false);
        }

        var answer = last is null || last.Role == AuthorRole.Tool
            ? null
            : new ChatMessageContent(AuthorRole.Assistant, text.ToString(), last.ModelId) { AuthorName = last.AuthorName };
        return Reply(run, history, history.Count == seen ? answer : null);
    }

    private static ChatHistory Begin(ThreadRun run)
    {
        ChatHistory history = [.. run.Log.Select(m => m.ToChatMessageContent())];
        run.Position = history.Count;
        return history;
    }

    private static ModelReply Reply(ThreadRun run, ChatHistory history, ChatMessageContent? answer)
    {
        var added = history.Skip(run.Position).ToList();
        if (answer is not null && !added.Exists(m => ReferenceEquals(m, answer)) && !history.Any(m => ReferenceEquals(m, answer)))
        {
            added.Add(answer);
        }

        return new ModelReply([.. added.Select(m => m.ToThreadMessage())], answer);
    }

    private static async Task<ModelReply> CallAsync(
        IChatClient client, ThreadRun run, Kernel kernel, PromptExecutionSettings settings, Func<StreamingChatMessageContent, ValueTask>? update)
    {
        var options = settings.ToChatOptions(kernel);
        if (options is { ToolMode: RequiredChatToolMode } && GoesOn(run))
        {
            options.ToolMode = null;
        }

        var tools = ChatClientTools.Of(options?.Tools);
        List<ChatMessage> messages = [.. run.Log.Select(tools.ToClientMessage)];
        var sent = messages.Count;
        run.Position = sent;

        ChatResponse response;
        if (update is null)
        {
            response = await client.GetResponseAsync(messages, options, run.Cancellation).ConfigureAwait(false);
        }
        else
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var piece in client.GetStreamingResponseAsync(messages, options, run.Cancellation).ConfigureAwait(false))
            {
                updates.Add(piece);
                run.AddStreamed(piece.RawRepresentation);
                if (!run.HasEnded)
                {
                    await update(StreamingContents.From(piece)).ConfigureAwait(false);
                }
            }

            response = updates.ToChatResponse();
        }

        // The batches that came to the gate are on record; what comes behind them is not.
        List<ChatMessage> added = [.. Behind(response.Messages, run).Select(tools.ToThreadMessage)];
        var answer = added.Count > 0 ? added[^1].ToChatMessageContent() : null;
        return new ModelReply(added, answer);
    }

    /// <summary>The messages of a response behind the last batch that is on record. Models may use ids again, so calls are counted.</summary>
    private static IEnumerable<ChatMessage> Behind(IList<ChatMessage> messages, ThreadRun run)
    {
        var answered = HistoryReader.Answered(messages);
        var behind = 0;
        for (var calls = 0; behind < messages.Count && calls < run.ModelCalls; behind++)
        {
            calls += messages[behind].Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>().Count(c => HistoryReader.IsForUs(c, answered));
        }

        return messages.Skip(behind);
    }
}
