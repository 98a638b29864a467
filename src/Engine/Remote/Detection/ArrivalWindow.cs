namespace AkkaFederation.Engine.Remote;

/// <summary>The latest inter-arrival times with their mean and deviation.</summary>
internal sealed class ArrivalWindow(int capacity)
{
    private readonly Queue<double> _samples = new();
    private double _sum;
    private double _squares;

    public double Mean => _samples.Count == 0 ? 0 : _sum / _samples.Count;

    public double Deviation => _samples.Count == 0 ? 0 : Math.Sqrt(Math.Max(0, (_squares / _samples.Count) - (Mean * Mean)));

    public void Add(double sample)
    {
        if (_samples.Count == capacity)
        {
            var oldest = _samples.Dequeue();
            _sum -= oldest;
            _squares -= oldest * oldest;
        }

        _samples.Enqueue(sample);
        _sum += sample;
        _squares += sample * sample;
    }
}
