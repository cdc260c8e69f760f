using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Hitl.Memory;

/// <summary>The tools on the working memory of a thread.</summary>
internal sealed class WorkingMemoryTools(WorkingMemory memory)
{
    [Description("Reads the state of this conversation: its summary, data, and what is to be remembered of it.")]
    public Task<JsonObject> GetAsync(CancellationToken cancellationToken = default) => ToolJson.AnswerAsync(async () =>
    {
        var state = await memory.ReadAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (state is null)
        {
            await memory.UpdateAsync(new(), cancellationToken).ConfigureAwait(false);
        }

        return new()
        {
            ["created"] = state is null,
            ["session_id"] = memory.ThreadId,
            ["message_count"] = state?.Messages.Count ?? 0,
            ["context"] = state?.Summary,
            ["data"] = state?.Data?.DeepClone(),
            ["memories"] = new JsonArray([.. (state?.Memories ?? []).Select(item => new JsonObject { ["id"] = item.Memory.Id, ["text"] = item.Memory.Text, ["persisted"] = item.PersistedAt is not null })]),
        };
    });

    [Description("Remembers a fact without haste: it can be found in other conversations a little later.")]
    public Task<JsonObject> CreateAsync(
        [Description("What to remember, as one statement that can be understood without the conversation.")] string text,
        [Description("semantic: a fact or a preference. episodic: something that happens at a time. message: something as it was said.")] string? memory_type = null,
        [Description("What it is about.")] string[]? topics = null,
        [Description("Who and what is named in it.")] string[]? entities = null,
        [Description("When it happens, in ISO 8601.")] string? event_date = null,
        CancellationToken cancellationToken = default) => ToolJson.AnswerAsync(async () =>
        {
            var fresh = new ToolMemory { Text = text, MemoryType = memory_type, Topics = topics, Entities = entities, EventDate = event_date }.ToMemory(memory.ThreadId);
            await memory.UpdateAsync(new() { Memories = [fresh] }, cancellationToken).ConfigureAwait(false);
            return new() { ["text"] = text };
        });

    [Description("Keeps data of this conversation, such as a plan or a form that is being filled in.")]
    public Task<JsonObject> UpdateDataAsync(
        [Description("The data, an object.")] JsonObject data,
        [Description("replace: instead of the old data. merge: name by name. deep_merge: objects in it too.")] string merge_strategy = "merge",
        CancellationToken cancellationToken = default) => ToolJson.AnswerAsync(async () =>
        {
            var how = merge_strategy switch
            {
                "replace" => DataUpdate.Replace,
                "merge" => DataUpdate.Merge,
                "deep_merge" => DataUpdate.DeepMerge,
                _ => throw new MemoryToolException($"'{merge_strategy}' is no merge_strategy; use replace, merge or deep_merge."),
            };
            return data is null
                ? throw new MemoryToolException("data is an object.")
                : new() { ["data"] = await memory.UpdateDataAsync(data, how, cancellationToken).ConfigureAwait(false) };
        });
}
