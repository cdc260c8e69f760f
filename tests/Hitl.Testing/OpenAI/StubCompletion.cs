using System.Text.Json.Nodes;

namespace Hitl.Testing;

/// <summary>A reply on the wire: as one message, or as the chunks of a stream.</summary>
internal sealed class StubCompletion(string id, string model, StubReply reply, JsonObject request)
{
    private const long Created = 1_700_000_000;

    private string FinishReason => reply.FinishReason ?? (reply.Calls.Count > 0 ? "tool_calls" : "stop");

    public JsonObject ToMessage()
    {
        var message = OpenAIWire.Assistant(reply.Content, reply.Calls);
        message["refusal"] = null;
        return Envelope("chat.completion", new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["logprobs"] = LogProbabilities(reply.Tokens),
            ["finish_reason"] = FinishReason,
        }, Usage());
    }

    public IEnumerable<JsonObject> ToChunks()
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = reply.Calls.Count > 0 ? null : "" });
        foreach (var part in Split(reply.Content ?? ""))
        {
            yield return Chunk(new JsonObject { ["content"] = part });
        }

        for (var index = 0; index < reply.Calls.Count; index++)
        {
            var call = reply.Calls[index];
            yield return CallChunk(new JsonObject
            {
                ["index"] = index,
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = "" },
            });
            foreach (var part in Split(call.ArgumentsJson))
            {
                yield return CallChunk(new JsonObject
                {
                    ["index"] = index,
                    ["function"] = new JsonObject { ["arguments"] = part },
                });
            }
        }

        // The tokens come in pieces, though not each with its text.
        var half = (reply.Tokens?.Count ?? 0) / 2;
        if (half > 0)
        {
            yield return Chunk([], finishReason: null, reply.Tokens?.Take(half));
        }

        yield return Chunk([], FinishReason, reply.Tokens?.Skip(half));
        if ((bool?)request["stream_options"]?["include_usage"] == true)
        {
            yield return Envelope("chat.completion.chunk", choice: null, Usage());
        }
    }

    /// <summary>Cuts a text as a model's tokens would, never inside a surrogate pair.</summary>
    private static IEnumerable<string> Split(string text)
    {
        const int Length = 7;
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + Length, text.Length);
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }

    private JsonObject CallChunk(JsonObject call) => Chunk(new JsonObject { ["tool_calls"] = new JsonArray(call) });

    private static JsonObject? LogProbabilities(IEnumerable<(string Token, double LogProbability)>? tokens) => tokens is null ? null : new JsonObject
    {
        ["content"] = new JsonArray([.. tokens.Select(t => new JsonObject
        {
            ["token"] = t.Token,
            ["logprob"] = t.LogProbability,
            ["bytes"] = null,
            ["top_logprobs"] = new JsonArray(),
        })]),
        ["refusal"] = null,
    };

    private JsonObject Chunk(JsonObject delta, string? finishReason = null, IEnumerable<(string Token, double LogProbability)>? tokens = null) =>
        Envelope("chat.completion.chunk", new JsonObject
        {
            ["index"] = 0,
            ["delta"] = delta,
            ["logprobs"] = LogProbabilities(tokens),
            ["finish_reason"] = finishReason,
        }, usage: null);

    private JsonObject Envelope(string kind, JsonObject? choice, JsonObject? usage) => new()
    {
        ["id"] = id,
        ["object"] = kind,
        ["created"] = Created,
        ["model"] = model,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
        ["usage"] = usage,
    };

    private JsonObject Usage()
    {
        var prompt = (request["messages"]?.ToJsonString().Length ?? 0) / 4;
        var completion = ((reply.Content?.Length ?? 0) + reply.Calls.Sum(call => call.ArgumentsJson.Length)) / 4;
        return new JsonObject
        {
            ["prompt_tokens"] = prompt,
            ["completion_tokens"] = completion,
            ["total_tokens"] = prompt + completion,
        };
    }
}
