namespace Hitl.Memory;

/// <summary>
/// Finds out how much of a vector set searches must look at. How well following the links of the index works depends on the vectors: for
/// those of texts it finds nearly everything soon, for vectors without any structure it is no better than looking at all of them.
/// </summary>
/// <param name="chosen">What the user chose; null when it is to be found out.</param>
internal sealed class EffortTuner(int? chosen)
{
    /// <summary>The efforts that are tried, the smallest first.</summary>
    public static readonly int[] Explorations = [200, 800];

    /// <summary>So few vectors are always looked at, each of them.</summary>
    private const int FewVectors = 2000;

    /// <summary>With more vectors, looking at all of them would take too long.</summary>
    private const int ManyVectors = 1_000_000;

    private const int Samples = 5;
    private const double MinRecall = 0.97;

    // How often the size of the set is asked for.
    private const int SearchesPerLook = 64;

    private readonly Lock _lock = new();
    private readonly int[] _hits = new int[Explorations.Length];
    private int _begun;
    private int _measured;
    private int _wanted;
    private int _searches;
    private long _size;
    private SearchEffort? _found;

    /// <summary>Whether the size of the set is wanted for the next search.</summary>
    public bool WantsSize => chosen is null && Interlocked.Increment(ref _searches) % SearchesPerLook == 1;

    /// <summary>What the next search is to do.</summary>
    /// <param name="size">How many vectors the set has, when that was asked for.</param>
    public SearchEffort Next(long? size)
    {
        if (chosen is { } exploration)
        {
            return new(exploration);
        }

        lock (_lock)
        {
            if (size is { } now && (now > 2 * _size || now < _size / 2))
            {
                (_size, _found, _begun, _measured, _wanted) = (now, null, 0, 0, 0);
                Array.Clear(_hits);
            }
            else if (size is not null)
            {
                // Searches that were to measure and failed are made up for.
                _begun = _measured;
            }

            if (_size <= FewVectors)
            {
                return new(Explorations[^1], IsExact: true);
            }

            return _size > ManyVectors ? new(Explorations[^1])
                : _found ?? (_begun++ < Samples ? new(Explorations[^1], IsExact: true, IsMeasured: true) : new(Explorations[^1]));
        }
    }

    /// <summary>Takes note of what efforts found.</summary>
    /// <param name="wanted">How many records looking at all vectors found. Nothing can be learned from a search that found none.</param>
    /// <param name="hits">How many of them each of <see cref="Explorations"/> found.</param>
    public void Note(int wanted, int[] hits)
    {
        lock (_lock)
        {
            if (wanted == 0)
            {
                _begun--;
                return;
            }

            _wanted += wanted;
            for (var i = 0; i < hits.Length; i++)
            {
                _hits[i] += hits[i];
            }

            if (++_measured == Samples)
            {
                var enough = Array.FindIndex(_hits, found => found >= MinRecall * _wanted);
                _found = enough < 0 ? new(Explorations[^1], IsExact: true) : new(Explorations[enough]);
            }
        }
    }
}
