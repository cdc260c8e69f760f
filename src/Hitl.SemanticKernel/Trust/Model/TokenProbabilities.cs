using System.Collections;
using System.Runtime.CompilerServices;
using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>The log-probabilities of the tokens of a model's answer, as far as a connector gives them.</summary>
/// <remarks>
/// Semantic Kernel's OpenAI connector has them in the metadata of a message, the client of Microsoft.Extensions.AI in the raw object behind it, both
/// as objects of the OpenAI package. That package is no dependency here, so its properties are found by name, once for each type.
/// </remarks>
internal sealed class TokenProbabilities
{
    private const string List = "ContentTokenLogProbabilities";

    /// <summary>The longest answer that is read. Of a longer one nothing is known.</summary>
    private const int MaxTokens = 65_536;

    private static readonly ConditionalWeakTable<Type, PropertyReader> Lists = [];
    private static readonly ConditionalWeakTable<Type, PropertyReader> Tokens = [];
    private static readonly ConditionalWeakTable<Type, PropertyReader> Texts = [];

    private readonly List<Token> _tokens;

    private TokenProbabilities(List<Token> tokens) => _tokens = tokens;

    public static TokenProbabilities? Of(ChatMessageContent message) =>
        message.Metadata is { } metadata && (metadata.TryGetValue(MessageProperties.LogProbabilities, out var list) || metadata.TryGetValue(List, out list))
            ? From(list)
            : null;

    public static TokenProbabilities? Of(ChatMessage message) =>
        message.AdditionalProperties is { } properties && properties.TryGetValue(MessageProperties.LogProbabilities, out var list)
            ? From(list)
            : OfRaw(message.RawRepresentation);

    /// <summary>What an object of a client says: a completion, or a piece of a streamed one.</summary>
    public static TokenProbabilities? OfRaw(object? raw) =>
        raw is null ? null : From(Lists.GetValue(raw.GetType(), static t => new PropertyReader(t, List)).Read(raw));

    /// <summary>Puts the tokens of a next piece behind these.</summary>
    public TokenProbabilities With(TokenProbabilities next)
    {
        _tokens.AddRange(next._tokens);
        return this;
    }

    /// <summary>exp of the mean log-probability of the tokens that a call was written with.</summary>
    /// <param name="text">The text of the answer: its tokens come first and say nothing of calls.</param>
    /// <param name="name">The call's name.</param>
    /// <param name="arguments">The call's arguments as JSON.</param>
    /// <returns>From 0 to 1, over name and arguments where they are found in the tokens, else over all behind the text; <see langword="null"/> when there are none.</returns>
    public double? Confidence(string? text, string name, string arguments)
    {
        if (_tokens.Count > MaxTokens)
        {
            return null;
        }

        var first = Behind(text);
        var call = new TokenText(_tokens, first).Find(name, arguments);
        var (sum, count) = (0.0, 0);
        for (var i = first; i < _tokens.Count; i++)
        {
            if (call is null || call.Value.Has(i))
            {
                sum += Math.Min(0, _tokens[i].LogProbability);
                count++;
            }
        }

        return count > 0 && !double.IsNaN(sum) ? Math.Exp(sum / count) : null;
    }

    private int Behind(string? text)
    {
        var first = 0;
        for (var written = 0; first < _tokens.Count && written < (text?.Length ?? 0) && _tokens[first].Text.Length > 0; first++)
        {
            written += _tokens[first].Text.Length;
        }

        return first;
    }

    private static TokenProbabilities? From(object? list)
    {
        if (list is string or not IEnumerable)
        {
            return null;
        }

        var tokens = new List<Token>();
        foreach (var token in (IEnumerable)list)
        {
            if (tokens.Count > MaxTokens || Read(token) is not { } read)
            {
                return null;
            }

            tokens.Add(read);
        }

        return tokens.Count > 0 ? new TokenProbabilities(tokens) : null;
    }

    private static Token? Read(object? token) => token switch
    {
        null or string => null,
        double value => new Token("", value),
        float value => new Token("", value),
        _ => Tokens.GetValue(token.GetType(), static t => new PropertyReader(t, "LogProbability")).Read(token) switch
        {
            double value => new Token(TextOf(token), value),
            float value => new Token(TextOf(token), value),
            _ => null,
        },
    };

    private static string TextOf(object token) =>
        Texts.GetValue(token.GetType(), static t => new PropertyReader(t, "Token")).Read(token) as string ?? "";

    /// <summary>One token.</summary>
    /// <param name="Text">What it stands for; empty when that is not known.</param>
    /// <param name="LogProbability">Its natural logarithm of probability.</param>
    internal readonly record struct Token(string Text, double LogProbability);
}
