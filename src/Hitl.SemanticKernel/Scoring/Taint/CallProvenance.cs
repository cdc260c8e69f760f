namespace Hitl.SemanticKernel;

/// <summary>Where the values in the arguments of one call come from. Made once for each call.</summary>
internal sealed class CallProvenance
{
    private const int MaxNames = 8;

    private readonly ToolCall _call;

    private CallProvenance(ToolCall call) => _call = call;

    /// <summary>The argument whose value only untrusted text has; <see langword="null"/> when there is none.</summary>
    public string? Tainted { get; private set; }

    /// <summary>Whether the text that has it speaks to the assistant, or untrusted text names the tool.</summary>
    public bool IsInstructed { get; private set; }

    /// <summary>The argument that carries data to a place that only untrusted text names; <see langword="null"/> when there is none.</summary>
    public string? Carrying { get; private set; }

    /// <summary>How many values were looked for.</summary>
    public int Checked { get; private set; }

    /// <summary>How many of them have a ground; one that only untrusted text has counts half.</summary>
    public double Grounded { get; private set; }

    /// <summary>The arguments with values that were found nowhere.</summary>
    public List<string>? Invented { get; private set; }

    /// <summary>Where the values of a call come from; <see langword="null"/> when nothing was said before it.</summary>
    public static CallProvenance? Of(ToolCall call, CancellationToken cancellationToken = default)
    {
        if (call.Conversation.Index is not { } index)
        {
            return null;
        }

        if (call.Provenance is { } known && ReferenceEquals(known._call, call))
        {
            return known;
        }

        var provenance = new CallProvenance(call);
        index.Look(new ProvenanceReader(call, index.OriginOf(call.Tool.Name), provenance, cancellationToken));
        call.Provenance = provenance;
        return provenance;
    }

    /// <summary>Notes a value that was looked for.</summary>
    public void Ground(Seen seen, ArgumentName name)
    {
        Checked++;
        Grounded += seen.IsTrusted ? 1 : seen.Sources != Sources.None ? 0.5 : 0;
        if (seen.Sources == Sources.None && (Invented ??= []).Count < MaxNames && !Invented.Contains(name.Text))
        {
            Invented.Add(name.Text);
        }
    }

    /// <summary>Notes a value that only untrusted text has.</summary>
    public void Taint(ArgumentName name, bool isInstructed)
    {
        Tainted ??= name.Text;
        IsInstructed |= isInstructed;
    }

    /// <summary>Notes that untrusted text names the tool.</summary>
    public void Ask() => IsInstructed = true;

    /// <summary>Notes data that is carried to a place that only untrusted text names.</summary>
    public void Carry(ArgumentName name) => Carrying ??= name.Text;
}
