using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>A set of words, asked without allocating and regardless of case.</summary>
internal sealed class WordSet(string words)
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words =
        WordList.Of(words).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a word is one of them.</summary>
    public bool Contains(ReadOnlySpan<char> word) => _words.Contains(word);
}
