using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The rule of every log: each call has exactly one result before the model speaks again.</summary>
internal static class LogInvariant
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    /// <summary>Checks a log.</summary>
    /// <param name="threadId">The thread, for the error.</param>
    /// <param name="log">The log.</param>
    /// <param name="open">The calls of the open batch, which have no result yet. Default: none.</param>
    /// <exception cref="InvalidThreadException">The log breaks the rule.</exception>
    public static void Check(string threadId, IEnumerable<ChatMessage> log, IReadOnlySet<string>? open = null)
    {
        var unanswered = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ChatRole? previous = null;
        foreach (var message in log)
        {
            // One answer of a model may be several assistant messages.
            var goesOn = message.Role == ChatRole.Tool || (message.Role == ChatRole.Assistant && previous == ChatRole.Assistant);
            if (unanswered.Count > 0 && !goesOn)
            {
                throw new InvalidThreadException(threadId, unanswered.First(), "has no result before the next message");
            }

            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call)
                {
                    if (!seen.Add(call.CallId))
                    {
                        throw new InvalidThreadException(threadId, call.CallId, "is there twice");
                    }

                    unanswered.Add(call.CallId);
                }
                else if (content is FunctionResultContent result && !unanswered.Remove(result.CallId))
                {
                    throw new InvalidThreadException(threadId, result.CallId, seen.Contains(result.CallId) ? "has two results" : "has a result and was never made");
                }
            }

            previous = message.Role;
        }

        unanswered.ExceptWith(open ?? None);
        if (unanswered.Count > 0)
        {
            throw new InvalidThreadException(threadId, unanswered.First(), "has no result");
        }
    }
}
