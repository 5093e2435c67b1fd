#!/usr/bin/env bash
# How models/nano was made, from the cache and, from its first rated run on, the teachers that runs/small.sh makes: two hours of one core. Goes on where it was stopped.
# In the published weights the first teacher was small at the 900th step of its adversarial and rated run, and the first rated run's noise neither ended below the speech nor turned into another.
source "$(dirname "$0")/environment.sh"
data=${1:-../../shared/data}
run=scratch/nano

$python -m limpid_training.train --cache cache --out $run --architecture nano --stage autoencoder --steps 300 --threads 1
$python -m limpid_training.train --cache cache --out $run --architecture nano --stage gains --steps 4000 --threads 1 --init $run/autoencoder.safetensors \
  --loss-weight-pesq 0.02 --loss-weight-stoi 0.3
$python -m limpid_training.train --cache cache --data "$data" --out $run --architecture nano --stage rated --steps 1500 --threads 1 --init $run/gains.safetensors --learning-rate 1.5e-3 \
  --teacher scratch/small/seventh/adversarial-rated.safetensors --loss-weight-teacher 1 --warmup 30 --ema 0.995 --seed 21 --loss-weight-pesq 0.05 --loss-weight-stoi 0.5 --loss-weight-sdr 0.04 \
  --loss-weight-onset 0.03 --loss-weight-rating 0.03 --loss-weight-p808 0.015
$python -m limpid_training.between $run/gains.safetensors $run/rated.safetensors 0.8 --out $run/part.safetensors
# Two more, taught by what small became, on noise that may end below the speech; the last with more weight on speech that is lost.
taught=(--cache cache --data "$data" --architecture nano --stage rated --threads 1 --warmup 30 --ema 0.995 --teacher scratch/small/ninth/adversarial-rated.safetensors --loss-weight-teacher 1
  --loss-weight-pesq 0.05 --loss-weight-stoi 0.5 --loss-weight-rating 0.03)
$python -m limpid_training.train "${taught[@]}" --out $run/second --steps 1000 --init $run/part.safetensors --learning-rate 1e-3 --seed 22 \
  --loss-weight-sdr 0.04 --loss-weight-onset 0.03 --loss-weight-p808 0.015
$python -m limpid_training.train "${taught[@]}" --out $run/third --steps 900 --init $run/second/rated.safetensors --learning-rate 8e-4 --seed 23 \
  --loss-weight-speech-lost 1 --loss-weight-sdr 0.07 --loss-weight-onset 0.05 --loss-weight-p808 0.01
$python -m limpid_training.export --checkpoint $run/third/rated.safetensors --out ../models/nano --earlier-hours 166.7
