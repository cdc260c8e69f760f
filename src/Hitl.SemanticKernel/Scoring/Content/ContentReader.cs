using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Gives every text in the arguments of a call to the checks; names of nested properties are texts too.</summary>
internal sealed class ContentReader(IContentCheck[] checks, ToolTraits tool, int maxCharacters, CancellationToken cancellationToken)
    : ArgumentReader(maxCharacters, cancellationToken)
{
    private const int OnStack = 256;
    private const int LongestNumber = 64;

    private static readonly ContentRisk Deep = new("content", 1, RiskFlags.None, $"is nested deeper than {MaxDepth} levels, which counts as maximal risk");
    private static readonly ContentRisk Long = new("content", PolicyOptions.DefaultReviewFrom, RiskFlags.None, "has more text than is read, so it counts as risky");

    private readonly IContentCheck[] _checks = checks;
    private readonly ToolTraits _tool = tool;

    /// <summary>What is found.</summary>
    public ContentFindings Findings { get; } = new();

    /// <summary>Finds what is in arguments.</summary>
    public ContentFindings Find(JsonElement arguments)
    {
        Read(arguments);
        return Findings;
    }

    /// <inheritdoc/>
    protected override void TooDeep(ArgumentName name) => Findings.Add(Deep, name.Text);

    /// <inheritdoc/>
    protected override void TooMuch(ArgumentName name) => Findings.Add(Long, name.Text);

    /// <inheritdoc/>
    protected override void Number(ReadOnlySpan<byte> number, ArgumentName name, ArgumentRoles roles)
    {
        if (number.Length is >= Numbers.ShortestNumber and <= LongestNumber)
        {
            Span<char> text = stackalloc char[LongestNumber];
            Check(text[..Encoding.ASCII.GetChars(number, text)], name, roles);
        }
    }

    /// <inheritdoc/>
    protected override void Text(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles)
    {
        if (LookAlikes.IsPlain(text))
        {
            Check(text, name, roles);
            return;
        }

        var rented = text.Length > OnStack ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        Span<char> folded = rented ?? stackalloc char[OnStack];
        try
        {
            Check(folded[..LookAlikes.Fold(text, folded)], name, roles);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private void Check(ReadOnlySpan<char> text, ArgumentName name, ArgumentRoles roles)
    {
        var content = new ContentText { Value = text, Argument = name.Text, Roles = roles, Tool = _tool };
        foreach (var check in _checks)
        {
            check.Check(content, Findings);
        }
    }
}
