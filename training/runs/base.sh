#!/usr/bin/env bash
# How models/base was made, from what runs/small.sh leaves on one core of a CPU: about three hours. Goes on where it was stopped. In the published
# weights the first two runs were one: steps up to 350 as of 2600, up to 1200 as of 2000, the rest as of 1900.
source "$(dirname "$0")/environment.sh"
data=${1:-../../shared/data}
run=scratch/base

[ -f cache/noise-train.json ] || $python -m limpid_training.cache --data "$data" --out cache
# The network that answers as small does, somewhat more led by the rating than what ships.
$python -m limpid_training.between scratch/small/sixth/rated.safetensors scratch/small/fifth/rated.safetensors 0.75 --out $run/small.safetensors
$python -m limpid_training.widen --checkpoint $run/small.safetensors --architecture base --out $run/start.safetensors
common=(--cache cache --data "$data" --architecture base --stage rated --threads 1 --warmup 50 --ema 0.997 --seed 11 --loss-weight-sdr 0.04)
$python -m limpid_training.train "${common[@]}" --out $run/first --steps 1200 --init $run/start.safetensors --learning-rate 6e-4 \
  --loss-weight-pesq 0.05 --loss-weight-stoi 0.5 --loss-weight-onset 0.03 --loss-weight-rating 0.035
$python -m limpid_training.train "${common[@]}" --out $run/second --steps 700 --init $run/first/rated.safetensors --learning-rate 3e-4 \
  --loss-weight-pesq 0.08 --loss-weight-stoi 0.7 --loss-weight-onset 0.04 --loss-weight-rating 0.015
$python -m limpid_training.between $run/second/rated.safetensors $run/first/rated.safetensors 0.6 --out $run/rated.safetensors
critics=(--cache cache --data "$data" --architecture base --stage adversarial-rated --threads 1 --init $run/rated.safetensors --learning-rate 7e-4 --warmup 20 --ema 0.99 --seed 19
  --loss-weight-metric 0.1 --loss-weight-pesq 0.09 --loss-weight-stoi 0.7 --loss-weight-sdr 0.05 --loss-weight-onset 0.04 --loss-weight-rating 0.024 --loss-weight-p808 0.02)
$python -m limpid_training.train "${critics[@]}" --out $run/third --steps 800
$python -m limpid_training.between $run/rated.safetensors $run/third/adversarial-rated.safetensors 0.75 --out $run/third/part.safetensors
# The third run goes on from its end, now with 2400 steps to fall over.
mkdir -p $run/fourth && { [ -f $run/fourth/adversarial-rated.safetensors ] || cp $run/third/adversarial-rated.safetensors $run/fourth/; }
$python -m limpid_training.train "${critics[@]}" --out $run/fourth --steps 2400
$python -m limpid_training.between $run/third/part.safetensors $run/fourth/adversarial-rated.safetensors 0.75 --out $run/fourth/part.safetensors
# And once more, to 3100, led more by the rating, on noise that may end below the speech.
mkdir -p $run/fifth && { [ -f $run/fifth/adversarial-rated.safetensors ] || cp $run/fourth/adversarial-rated.safetensors $run/fifth/; }
$python -m limpid_training.train "${critics[@]}" --out $run/fifth --steps 3100 --learning-rate 2.4e-3 --loss-weight-pesq 0.1 --loss-weight-rating 0.06
$python -m limpid_training.between $run/fourth/part.safetensors $run/fifth/adversarial-rated.safetensors 0.7 --out $run/adversarial-rated.safetensors

[ -f scratch/val/meta.tsv ] || $python "$data/make_val.py" scratch/val
OMP_NUM_THREADS=1 $python -m limpid_training.denoise_reference --checkpoint $run/adversarial-rated.safetensors --noisy scratch/val/noisy --out $run/val
OMP_NUM_THREADS=1 $python -m limpid_training.evaluate --clean scratch/val/clean --noisy scratch/val/noisy --enhanced base=$run/val --json $run/scores.json
$python -m limpid_training.export --checkpoint $run/adversarial-rated.safetensors --out ../models/base --scores $run/scores.json --earlier-hours 549 --earlier-stages rated --half
