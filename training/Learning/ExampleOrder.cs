namespace MedRecCloud.Training.Learning;

/// <summary>Which example comes when: every epoch its own shuffle, drawn from seed and epoch.</summary>
internal sealed class ExampleOrder(int examples, int seed)
{
    private readonly int[] _order = new int[examples];
    private int _epoch = -1;

    public (int Index, int Epoch) At(long place)
    {
        var epoch = (int)(place / examples);
        if (epoch != _epoch)
        {
            for (var i = 0; i < examples; i++)
                _order[i] = i;
            new Random(unchecked(seed * 486_187_739 + epoch)).Shuffle(_order);
            _epoch = epoch;
        }
        return (_order[place % examples], epoch);
    }
}
