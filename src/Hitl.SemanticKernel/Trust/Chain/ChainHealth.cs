using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What the results before a call came to, the newest first.</summary>
internal struct ChainHealth
{
    /// <summary>How much less a result counts than the one behind it.</summary>
    private const double Forgetting = 0.7;

    private double _good;
    private double _bad;
    private double _age;
    private int _results;
    private int _notSound;
    private int _retries;

    /// <summary>Whether there is anything to say.</summary>
    public readonly bool IsKnown => _results > 0 || _retries > 0;

    /// <summary>See <see cref="ChainHealthSignal"/>.</summary>
    public readonly double Score => BetaReputation.Mean(_good, _bad);

    public readonly string Reason
    {
        get
        {
            var results = _results switch
            {
                0 => "there are no results before the call",
                1 when _notSound == 0 => "the result before the call is sound",
                _ when _notSound == 0 => string.Create(CultureInfo.InvariantCulture, $"the {_results} results before the call are sound"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{_notSound} of {_results} results before the call failed, or have something missing"),
            };
            return _retries switch
            {
                0 => results,
                1 => results + ", and the same was asked for once before and did not work",
                _ => string.Create(CultureInfo.InvariantCulture, $"{results}, and the same was asked for {_retries} times before and did not work"),
            };
        }
    }

    /// <summary>Reads the results before a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="count">How many results are read.</param>
    /// <param name="known">What is known of results.</param>
    public static ChainHealth Before(ToolCall call, int count, ResultHealth.Cache known)
    {
        var health = new ChainHealth { _age = 1 };
        var messages = call.Conversation.Messages;
        var waiting = new List<Waiting>();
        var seen = 0;
        var triesEnded = false;

        // A conversation with few results is not read to its beginning.
        var end = Math.Max(0, messages.Count - (count * 8) - 32);
        for (var i = messages.Count - 1; i >= end && (seen < count || waiting.Count > 0); i--)
        {
            var contents = messages[i].Contents;
            for (var j = contents.Count - 1; j >= 0; j--)
            {
                switch (contents[j])
                {
                    case FunctionResultContent result when seen < count:
                        seen++;
                        var one = known.Of(result);
                        waiting.Add(new Waiting(result.CallId, one, health._age));
                        health.Add(one);
                        break;
                    case FunctionCallContent asked when Take(waiting, asked.CallId) is { } had && !triesEnded && asked.Name == call.Tool.Name:
                        if (!had.Health.InvitesRetry)
                        {
                            // It worked since.
                            triesEnded = true;
                        }
                        else if (SimilarArguments.Are(call.Arguments, asked.Arguments))
                        {
                            health._bad += had.Age;
                            health._retries++;
                        }

                        break;
                    default:
                        break;
                }
            }
        }

        return health;
    }

    private void Add(ResultHealth one)
    {
        if (!one.HasRun)
        {
            return;
        }

        _good += _age * (1 - one.Bad);
        _bad += _age * one.Bad;
        _age *= Forgetting;
        _results++;
        _notSound += one.Bad > 0 ? 1 : 0;
    }

    private static Waiting? Take(List<Waiting> waiting, string callId)
    {
        var all = CollectionsMarshal.AsSpan(waiting);
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].CallId == callId)
            {
                var taken = all[i];
                waiting.RemoveAt(i);
                return taken;
            }
        }

        return null;
    }

    /// <summary>A result whose call is not found yet.</summary>
    private readonly record struct Waiting(string CallId, ResultHealth Health, double Age);
}
